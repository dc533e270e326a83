import type { GridEvent } from '@sutra/model';
import type { Cause } from '../causes.ts';
import { type Rule, STRENGTH } from '../finding.ts';

/** What stands behind a wish, by the type of event it names as its cause. */
const BEHIND: Readonly<Record<string, readonly [cause: Cause, says: string]>> = {
  agent_draining: ['drain', 'was stopped because its agent was drained'],
  scaled_down: ['scale_down', 'was stopped to scale down'],
  scale_decided: ['scale_down', 'was stopped to scale down'],
  scale_requested: ['scale_down', 'was stopped to scale down'],
  update_started: ['rollout', 'was stopped for a rollout'],
  update_rolled_back: ['rollout', 'was stopped to take an update back'],
  config_changed: ['config', 'was stopped to take up a changed setting'],
};

export const STOPPED: Rule = {
  name: 'wished-for',
  of: ['stop_succeeded', 'stop_requested'],
  judge(file) {
    const { focus, chain } = file;
    const wish = focus.type === 'stop_requested' ? focus : [...chain.events.values()].find((event) => event.type === 'stop_requested');
    const behind = nearest(
      [...chain.events.values()].filter((event) => BEHIND[event.type] !== undefined),
      focus,
    );
    const row = behind === undefined ? undefined : BEHIND[behind.type];
    if (behind !== undefined && row !== undefined)
      return {
        finding: {
          rule: 'wished-for',
          cause: row[0],
          strength: STRENGTH.established,
          kind: 'recorded',
          says: `${row[1].replace('its agent', file.agent === undefined ? 'its agent' : `its agent ${file.agent}`)}${whoText(behind)}`,
          rests: [behind, ...(wish === undefined ? [] : [wish])],
        },
      };
    if (wish !== undefined)
      return {
        finding: {
          rule: 'wished-for',
          cause: 'operator_stop',
          strength: STRENGTH.established,
          kind: 'recorded',
          says: `was stopped on request${byWhom(wish)}`,
          rests: [wish],
        },
      };
    if (/^it finished by itself/.test(focus.because ?? ''))
      return {
        finding: {
          rule: 'finished',
          cause: 'finished',
          strength: STRENGTH.established,
          kind: 'recorded',
          says: 'finished by itself: it ended with code 0',
          rests: [],
        },
      };
    return { lacks: 'who asked for the stop: the request is not in the record' };
  },
};

const nearest = (events: readonly GridEvent[], focus: GridEvent): GridEvent | undefined =>
  [...events].sort((a, b) => b.timeUs - a.timeUs).find((event) => event.timeUs <= focus.timeUs);

/** " by cli:bob (maintenance)": who asked, and the reason they gave. Why the grid could do it is in `because`, and is none of theirs. */
function byWhom({ actor, reason }: GridEvent): string {
  return `${actor === undefined ? '' : ` by ${actor}`}${reason === undefined ? '' : ` (${reason})`}`;
}

/** The same of what the grid decided: what it rests on is the reason. */
const whoText = (event: GridEvent): string =>
  byWhom(
    event.reason !== undefined || event.because === undefined || event.actor === undefined ? event : { ...event, reason: event.because },
  );

/** "api was restarted on request by cli:bob (back to work)", of a start that somebody asked for. */
export function startedOnRequest(start: GridEvent, causes: readonly GridEvent[]): string | undefined {
  if (start.type !== 'spawn_succeeded' && start.type !== 'spawn_requested') return undefined;
  const node = start.body.node_id;
  const wish = [...causes]
    .sort((a, b) => b.timeUs - a.timeUs)
    .find((event) => event.type === 'action_requested' && event.body.target === node && STARTS[event.body.verb] !== undefined);
  if (wish?.type !== 'action_requested') return undefined;
  return `${node} was ${STARTS[wish.body.verb]} on request${byWhom(wish)}`;
}
const STARTS: Readonly<Record<string, string>> = { restart: 'restarted', spawn: 'started' };

export const WISH_RULES: readonly Rule[] = [STOPPED];
