import type { TimelinePlan } from '../../plan.ts';
import { anchorOf } from '../linked-clauses.ts';
import { eventWhere, made, partsOf } from '../parts.ts';
import type { Frame } from './frame.ts';

/** "what happened to agent-2", "timeline of …", "what happened before the crash". */
export const timeline: Frame = {
  name: 'timeline',
  weight: 6,
  read: (clause) => {
    const anchored = anchorOf(clause);
    const body = anchored?.rest ?? clause;
    const cues = clause.words('cue').filter((item) => item.entry.cue === 'timeline');
    const doing =
      cues.length === 0 &&
      /^what (did|has|have) /.test(
        body.tokens
          .slice(0, 3)
          .map((one) => one.text)
          .join(' '),
      ) &&
      body.has(/^(do|done|been doing|doing)$/);
    if (cues.length === 0 && !doing) return undefined;
    body.use(...cues, ...body.words('cue').filter((item) => item.entry.cue === 'state'));
    const parts = partsOf(body, 'event');
    if (doing && (parts.names['user'] !== undefined || (parts.names['agent'] === undefined && parts.names['node'] === undefined)))
      return undefined;
    const where = { ...eventWhere(parts) };
    if (anchored === undefined && Object.keys(where).length === 0 && parts.time === undefined) return undefined;
    if (
      parts.senses.events.length > 0 &&
      anchored === undefined &&
      !/timeline|history|chronology|story/.test(cues.map((item) => item.phrase).join(' '))
    )
      return undefined;
    return made<TimelinePlan>({ op: 'timeline', where, time: parts.time, anchor: anchored?.anchor } as TimelinePlan);
  },
};
