import { isoSecond, type StatePlan, type Where } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { anchorOf } from '../linked-clauses.ts';
import { made, partsOf } from '../parts.ts';
import { amountAt, DAY } from '../time/amount.ts';
import { starts } from './form.ts';
import { type Frame, YESNO } from './frame.ts';
import { asksWhatRuns } from './rows.ts';

/** "how was the grid a week ago": as it was then at this time of the day. What happened "a week ago" happened on that day. */
function agoAt({ tokens, time }: Clause): string | undefined {
  const ago = tokens.findIndex(({ text }) => text === 'ago');
  const amount = ago < 2 ? undefined : amountAt(tokens, ago - 2);
  return amount?.end === ago && amount.ms >= DAY ? isoSecond(time.nowMs - amount.ms) : undefined;
}

const RUNS = /^(?:run|live|sit|belong|reside|stay)$/;

/** "is agent-5 on 1.5.1", "is node-7 in production": of one that is named, what else is named is what is asked. */
function factsAsked(names: Where, kind: 'agent' | 'node'): Where {
  const facts = [...(kind === 'node' ? ['agent'] : []), 'version', 'env', 'region', 'platform', 'host'];
  return Object.fromEntries(Object.entries(names).filter(([field, values]) => facts.includes(field) && Array.isArray(values)));
}

/** One entity or the grid, now or at an instant. */
export const state: Frame = {
  name: 'state',
  weight: 5,
  read: (clause) => {
    if (clause.names('agent').length > 0 && asksWhatRuns(clause)) return undefined;
    const first = starts(clause).split(' ')[0] ?? '';
    const anchored = anchorOf(clause);
    const body = anchored?.rest ?? clause;
    const current = body.mark('current');
    const cues = body.words('cue').filter((item) => item.entry.cue === 'state');
    const where = body.mark('where');
    const word = body.words('dim').filter((item) => item.entry.dim === 'status');
    const doing = body.items.filter((item) => /^(doing|state|look|like)$/.test(body.text(item)));
    body.use(...cues, ...word, ...doing, ...(where === undefined ? [] : [where]), ...(current === undefined ? [] : [current]));
    const region = body
      .words('dim')
      .filter(
        (item) =>
          ['version', 'region', 'host', 'platform', 'env', 'agent'].includes(item.entry.dim as string) &&
          /^(what|which)$/.test(body.word(item.at - 1)) &&
          body.names().some((name) => name.kind === 'node' || name.kind === 'agent'),
      );
    body.use(...region);
    // "is gpu-box healthy again": how it was before is known to whoever asks.
    const again = YESNO.test(first) ? body.mark('again') : undefined;
    if (again !== undefined) body.use(again);
    const ok = body.items.filter((item) => isMark(item, 'all') && /^(everything|all)$/.test(body.text(item)));
    if (ok.length > 0 && body.names().length === 0) body.use(...ok);
    const parts = partsOf(body, 'rows');
    const { senses, names } = parts;
    if (
      senses.events.length + senses.eventsNot.length > 0 ||
      senses.causes.length > 0 ||
      senses.pattern !== undefined ||
      Object.keys(parts.bounds).length > 0
    )
      return undefined;
    // A machine that is named is the agent on it.
    const named =
      names['node'] !== undefined
        ? 'node'
        : names['agent'] !== undefined
          ? 'agent'
          : names['host'] !== undefined && !/^(which|what|list|show)$/.test(first)
            ? 'host'
            : undefined;
    const kind = named === 'host' ? 'agent' : named;
    const asked = cues.length > 0 || word.length > 0 || where !== undefined || region.length > 0;
    const status = senses.statuses.length > 0 || senses.statusesNot.length > 0;
    const at = parts.at ?? (parts.time === undefined ? undefined : agoAt(body));
    const time = at === undefined ? parts.time : undefined;
    const rest = { at, time, anchor: anchored?.anchor, ...(where === undefined ? {} : { form: 'where' as const }) };
    const bare =
      body.items.filter(
        (item) => item.type === 'word' && item.entry.filler !== true && item.entry.mark === undefined && !body.used.has(item),
      ).length === 0;
    // "agents other than agent-1", "… that are degraded": all the others, those of them.
    if (named !== undefined && !Array.isArray(names[named])) return undefined;
    // "nodes writer-*": as many as begin so, a list.
    if (named !== undefined && typeof names[named] === 'object' && 'like' in names[named] && !asked) return undefined;
    if (
      kind !== undefined &&
      (parts.target === undefined || parts.target === kind || parts.target === 'cluster') &&
      (asked || status || bare)
    ) {
      const facts = YESNO.test(first) && named !== 'host' ? factsAsked(names, kind) : {};
      const placed = facts['agent'] !== undefined && (!/^d(?:o|oes|id)$/.test(first) || clause.has(RUNS));
      if (kind === 'node' && names['agent'] !== undefined && !status && !placed) return undefined;
      const expect = { ...(status && YESNO.test(first) ? { status: senses.statuses } : {}), ...facts };
      return made<StatePlan>({
        op: 'state',
        target: kind,
        where: Object.fromEntries(Object.entries(names).filter(([field]) => !(field in facts))),
        ...rest,
        ...(Object.keys(expect).length > 0 ? { form: 'yesno', expect } : {}),
      } as StatePlan);
    }
    if (kind === undefined && parts.target === 'cluster' && (Object.keys(names).length === 0 || asked || status))
      return made<StatePlan>({
        op: 'state',
        target: 'cluster',
        where: names,
        ...rest,
        ...(status ? { form: 'yesno', expect: { status: senses.statuses } } : {}),
      } as StatePlan);
    // "how is production doing": the part of the grid that is there.
    if (
      kind === undefined &&
      parts.target === undefined &&
      Object.keys(names).length > 0 &&
      (cues.length > 0 || word.length > 0) &&
      !status &&
      names['user'] === undefined
    )
      return made<StatePlan>({ op: 'state', target: 'cluster', where: names, ...rest } as StatePlan);
    if (
      kind === undefined &&
      parts.target === undefined &&
      Object.keys(names).length === 0 &&
      ((ok.length > 0 && (status || asked)) || (asked && !status))
    )
      return made<StatePlan>({
        op: 'state',
        target: 'cluster',
        ...rest,
        ...(status ? { form: 'yesno', expect: { status: senses.statuses } } : {}),
      } as StatePlan);
    return undefined;
  },
};
