import { own } from '../../own.ts';
import type { AnomalyPlan, ListPlan, Plan, PredictPlan, Target, Time, WatchPlan, Where } from '../../plan.ts';
import { type Clause, isMark } from '../clause.ts';
import { havingOf } from '../linked-clauses.ts';
import { entityKind, eventWhere, made, type Parts, partsOf, subjectOf } from '../parts.ts';
import type { Item, NameItem, NumberItem, PeriodItem } from '../sentence.ts';
import { starts } from './form.ts';
import { type Frame, YESNO } from './frame.ts';

const predict: Frame = {
  name: 'predict',
  weight: 11,
  read: (clause) => {
    const cues = clause.words('cue').filter((item) => item.entry.cue === 'predict');
    // "restart node-4 soon": a wish, and no forecast.
    if (cues.length === 0 || (wishes(clause) && cues.every((item) => SOON.test(item.phrase)))) return undefined;
    clause.use(...cues);
    clause.use(
      ...clause.items.filter((item) => isMark(item, 'again')),
      ...clause.words('top'),
      ...clause.words('cue').filter((item) => /how many|how much/.test(item.phrase)),
    );
    const horizon = horizonOf(clause);
    const more = roomOf(clause, horizon);
    if (more !== undefined) return more;
    const one = clause.words('target').some((item) => item.entry.plural !== true && entityKind(item.entry.target) !== undefined);
    // "which node is most likely to crash", "which agent will fill its disk first": one.
    const first = clause.items.filter((item) => item.type === 'word' && item.entry.order === 'first' && clause.text(item) === 'first');
    if (one) clause.use(...first);
    const likeliest =
      one && (first.length > 0 || clause.words('top').length > 0 || cues.some((item) => /\b(?:most|likeliest)\b/.test(item.phrase)))
        ? 1
        : undefined;
    const number = clause.numbers().find((item) => item.sign === undefined && item.unit === undefined && item.amount === undefined);
    if (number !== undefined) clause.use(number);
    const fill = clause.items.find((item) =>
      /^(full|fill|fills|fill up|fills up|exhausted|exhaust|reach|hit|hits|reaches|exceed|exceeds|cross|crosses|pass|surpass|climb|top)$/.test(
        clause.text(item),
      ),
    );
    const metric = clause.words('metric', true)[0];
    const bound = clause.numbers().find((item) => item.unit === '%' || item.sign !== undefined);
    const parts = partsOf(clause, 'event');
    // "which nodes on agent-001 will crash": of the nodes, not of the agent they are on.
    const ofNodes = entityKind(parts.target) === 'node' && subjectOf(parts.senses.events) !== 'agent';
    const target: Target =
      parts.names['node'] !== undefined
        ? 'node'
        : parts.names['agent'] !== undefined && !ofNodes
          ? 'agent'
          : (entityKind(parts.target) ??
            subjectOf(parts.senses.events) ??
            (ofCluster(parts.senses.events) || ofGrid(clause) ? 'cluster' : 'node'));
    const { free_slots: room, ...where } = eventWhere(parts) as Where & { readonly free_slots?: { readonly eq?: number } };
    if (room?.eq === 0) {
      clause.use(...clause.words('metric', true));
      return made<PredictPlan>({
        op: 'predict',
        target: 'agent',
        where,
        threshold: { metric: 'free_slots', lte: 0 },
        horizon,
      } as PredictPlan);
    }
    if (metric !== undefined && (fill !== undefined || bound !== undefined)) {
      clause.use(metric, ...(fill === undefined ? [] : [fill]), ...(bound === undefined ? [] : [bound]));
      const figure = metric.entry.metric as string;
      // "reach 5 million": the number behind the verb is no number of rows.
      const reached = fill === undefined ? undefined : clause.next(fill, /^(to|at|the|of)$/);
      const gte = bound?.value ?? (reached === number ? number?.value : undefined) ?? (figure.endsWith('_pct') ? 100 : undefined);
      if (gte === undefined) return undefined;
      // "exceed 5000" bounds what is to come, and not what is.
      const { [figure]: _now, ...whose } = eventWhere(parts);
      return made<PredictPlan>({
        op: 'predict',
        target,
        where: whose,
        threshold: { metric: figure, gte },
        horizon,
        limit: likeliest,
      } as PredictPlan);
    }
    if (metric !== undefined) {
      clause.use(metric);
      return made<PredictPlan>({
        op: 'predict',
        target,
        where: eventWhere(parts),
        metric: metric.entry.metric as string,
        horizon,
      } as PredictPlan);
    }
    const full = parts.senses.events.length === 0 ? FILLS[parts.senses.causes[0] ?? ''] : undefined;
    if (full !== undefined)
      return made<PredictPlan>({
        op: 'predict',
        target,
        where: parts.names,
        threshold: { metric: full, gte: 100 },
        horizon,
        limit: likeliest,
      } as PredictPlan);
    // "which nodes are in danger": of what ends one.
    if (parts.senses.events.length === 0 && cues.some((item) => IN_DANGER.test(item.phrase)) && parts.target !== undefined)
      return made<PredictPlan>({
        op: 'predict',
        target,
        where: { event: [target === 'agent' ? 'agent_offline' : 'node_crashed'], ...eventWhere(parts) },
        horizon,
        limit: number?.value ?? likeliest,
      } as PredictPlan);
    if (parts.senses.events.length === 0) return undefined;
    // "likely to fail": what failing is for an agent, and for a node.
    const failing = parts.senses.events.join() === '@failure' ? { event: [target === 'agent' ? 'agent_offline' : 'node_crashed'] } : {};
    return made<PredictPlan>({
      op: 'predict',
      target,
      where: { ...eventWhere(parts), ...failing },
      horizon,
      limit: number?.value ?? likeliest,
    } as PredictPlan);
  },
};

/** "the cluster's request rate": of all of it. */
const ofGrid = (clause: Clause): boolean => clause.words('target').some((item) => item.entry.target === 'cluster');
const ofCluster = (events: readonly string[]): boolean => events.length > 0 && events.every((type) => type.startsWith('cluster_'));
const IN_DANGER = /^(?:at risk|in danger|in jeopardy)$/;
const SOON = /\b(?:soon|future|before long)$/;
const wishes = ({ items: [first] }: Clause): boolean =>
  first?.type === 'word' && first.entry.act !== undefined && first.entry.form === 'base';

/** What is full when a node runs out of it: "when will node-42 run out of disk". */
const FILLS: Readonly<Record<string, string>> = { disk_full: 'disk_pct', oom: 'memory_pct' };

/** "when will we need more agents": when no room is left. */
function roomOf(clause: Clause, horizon: string | undefined): Plan | undefined {
  const text = clause.items.map((item) => clause.text(item)).join(' ');
  if (!/\b(need|run out of|be out of|want)\b.*\b(agents?|machines?|workers?|boxes|capacity|slots|room)\b/.test(text)) return undefined;
  if (!/\b(more|another|additional|extra|new|run out|out of)\b/.test(text)) return undefined;
  const known = clause.items.filter(
    (item) =>
      isMark(item, 'more', 'when') ||
      (item.type === 'word' && (item.entry.target === 'agent' || item.entry.metric === 'free_slots')) ||
      /^(when|need|run|out|of|more|another|additional|extra|new|room|capacity|slots|we|will|want)$/.test(clause.text(item)),
  );
  clause.use(...known, ...clause.periods());
  return made<PredictPlan>({ op: 'predict', target: 'agent', threshold: { metric: 'free_slots', lte: 0 }, horizon } as PredictPlan);
}

/** "in the next 24 hours", "within an hour", "tomorrow", "today": how far ahead. */
export function horizonOf(clause: Clause): string | undefined {
  for (const item of clause.items) {
    const next = item.type === 'word' || item.type === 'plain' ? clause.text(item) : '';
    if (next === 'next' || next === 'coming' || next === 'upcoming') {
      const after = clause.items[clause.items.indexOf(item) + 1];
      clause.use(item);
      if (after?.type === 'number' && after.amount !== undefined) {
        clause.use(after);
        return after.amount.dur;
      }
      const unit = { hour: '1h', day: '1d', week: '1w', month: '30d' }[after === undefined ? '' : clause.text(after)];
      if (unit !== undefined && after !== undefined) {
        clause.use(after);
        return unit;
      }
    }
    if (next === 'tomorrow') {
      clause.use(item);
      return '1d';
    }
    if ((item.type === 'period' || item.type === 'number') && item.amount !== undefined) {
      clause.use(item, ...clause.items.filter((one) => one.at === item.end && /^(?:ahead|out|from now|on)$/.test(clause.text(one))));
      return item.amount.dur;
    }
  }
  return undefined;
}

/** "is the crash rate normal?", "is memory as usual today?": asks whether something is out of the ordinary. */
function asUsual(clause: Clause): readonly Item[] {
  const last = clause.items.filter((item) => item.type !== 'period').at(-1);
  if (
    last === undefined ||
    !YESNO.test(starts(clause).split(' ')[0] ?? '') ||
    !/^(normal|usual|typical|as usual|ordinary)$/.test(clause.text(last))
  )
    return [];
  return [last, ...clause.items.filter((item) => /^(rate|rate of|level|amount)$/.test(clause.text(item)))];
}

const isPlace = ({ kind }: NameItem): boolean => kind === 'region' || kind === 'env' || kind === 'platform';

const anomaly: Frame = {
  name: 'anomaly',
  weight: 10,
  read: (clause) => {
    const said = clause.words('cue').filter((item) => item.entry.cue === 'anomaly');
    const cues = said.length > 0 ? said : asUsual(clause);
    if (cues.length === 0) return undefined;
    clause.use(...cues, ...clause.words('cue').filter((item) => item.entry.cue === 'count' || item.entry.cue === 'timeline'));
    const metric = clause.words('metric')[0];
    if (metric !== undefined) clause.use(metric);
    clause.use(
      ...clause.items.filter((item) =>
        /^(rate|rates|rate of|level|levels|pattern|patterns|numbers?|behaviours?|behaviors?|activity|activities|stuff|things?|goings on|conduct|readings?|behav(?:e|es|ed|ing)|acts?|acting)$/.test(
          clause.text(item),
        ),
      ),
    );
    const noun = clause.words('target').find((item) => entityKind(item.entry.target) !== undefined && clause.names().every(isPlace));
    const parts = partsOf(clause, 'event');
    return made<AnomalyPlan>({
      op: 'anomaly',
      where: eventWhere(parts),
      metric: metric?.entry.metric,
      target: metric === undefined && parts.senses.events.length === 0 ? entityKind(noun?.entry.target) : undefined,
      time: parts.time,
    } as AnomalyPlan);
  },
};

const watch: Frame = {
  name: 'watch',
  weight: 16,
  read: (clause) => {
    const cues = clause.words('cue').filter((item) => item.entry.cue === 'watch');
    if (cues.length === 0 || clause.items.indexOf(cues[0] as never) > 4) return undefined;
    clause.use(
      ...cues,
      ...clause.items.filter((item) => isMark(item, 'if', 'all') || /^(when|whenever|there|once)$/.test(clause.text(item))),
    );
    // "for 5 minutes", "for more than 5 minutes": as soon as it has lasted so long.
    const wait = clause.items.find(
      (item): item is PeriodItem | NumberItem =>
        ((item.type === 'period' && /^for /.test(clause.text(item))) ||
          (item.type === 'number' && /^(?:gte?|gt)$/.test(item.sign ?? '') && clause.word(item.at - 1) === 'for')) &&
        item.amount !== undefined,
    );
    const long = wait ?? undefined;
    const nouns = clause.words('target');
    const having = havingOf(clause);
    if (having !== undefined) {
      clause.use(...nouns);
      const parts = partsOf(having.rest, 'event');
      // Of what is still to come, "twice" is reached, not passed by.
      const reached = having.having.map((one) =>
        one.count.eq === undefined || one.count.eq === 0 ? one : { ...one, count: { gte: one.count.eq } },
      );
      return made<WatchPlan>({ op: 'watch', where: eventWhere(parts), having: reached } as WatchPlan);
    }
    const several = severalOf(clause);
    if (several !== undefined) return several;
    if (long !== undefined) clause.use(long);
    const parts = partsOf(long === undefined ? clause : clause.without([long]), 'event');
    const where: Where = eventWhere(parts);
    if (Object.keys(where).length === 0) return undefined;
    const lasting = long?.amount === undefined ? undefined : lastingOf(clause, where, parts);
    if (lasting !== undefined) return made<WatchPlan>({ op: 'watch', where: lasting, for: long?.amount?.dur } as WatchPlan);
    // "tell me if node-4 crashed today": of what was, nothing is to be waited for.
    if (
      long === undefined &&
      parts.senses.first?.entry.form === 'past' &&
      !TO_COME.test(parts.senses.first.phrase) &&
      parts.senses.events.length > 0 &&
      cues.some((item) => /^(tell|let|inform|i want to know)\b.*\b(if|whether)$/.test(item.phrase))
    )
      return made<ListPlan>({ op: 'list', target: 'event', where, time: parts.time, form: 'yesno' } as ListPlan);
    // "notify me of crashes yesterday": nothing of what is over is to be waited for.
    if (isOver(parts.time, clause.time.nowMs)) return undefined;
    return parts.time === undefined || parts.senses.first?.entry.form !== 'past'
      ? made<WatchPlan>({ op: 'watch', where, for: long?.amount?.dur } as WatchPlan)
      : undefined;
  },
};

/** The states that events put a thing into. */
const STATE_OF: Readonly<Record<string, string>> = {
  agent_offline: 'offline',
  agent_degraded: 'degraded',
  agent_draining: 'draining',
  node_crashed: 'crashed',
  stop_succeeded: 'stopped',
};

/** And what says so of events that more than one state may follow. */
const STATE_SAID: readonly (readonly [said: RegExp, state: string])[] = [
  [/\bdown$/, '@down'],
  [/\b(?:up|online)$/, '@up'],
  [/\brunning$/, 'running'],
  [/\bhealthy$/, 'healthy'],
  [/\brestarting$/, 'restarting'],
];
const BROUGHT_UP = /^(?:node_restarted|spawn_succeeded|agent_recovered)$/;

/** "if agent-5 is offline for 10 minutes": how it is lasts, not what put it there. */
function lastingOf(clause: Clause, where: Where, { senses }: Parts): Where | undefined {
  const { event, ...rest } = where;
  const [type, ...more] = Array.isArray(event) ? (event as readonly string[]) : [];
  const phrase = senses.first?.phrase ?? '';
  const said = STATE_SAID.find(([words]) => words.test(phrase))?.[1];
  const state = type === undefined || more.length > 0 ? undefined : BROUGHT_UP.test(type) ? said : own(STATE_OF, type);
  const text = clause.tokens.map((one) => one.text).join(' ');
  if (state === undefined || !/\b(?:is|are|stays?|remains?|has been|have been)\b/.test(text)) return undefined;
  return { ...rest, status: [said === '@down' ? said : state] };
}

const isOver = (time: Time | undefined, nowMs: number): boolean => typeof time?.to === 'string' && Date.parse(time.to) < nowMs;

/** "if a backup fails": said of what is to come, though the phrase tells of what was, too. */
const TO_COME = /\b(?:fails|breaks|completes|finishes|succeeds|changes|moves|switches|passes)$/;

/** "when 3 agents go offline within 5 minutes": so many, or more, in a stretch that is said. */
function severalOf(clause: Clause): Plan | undefined {
  const number = clause.numbers().find((item) => item.sign === undefined && item.unit === undefined && item.amount === undefined);
  const next = number === undefined ? undefined : clause.next(number);
  const happening = clause.words('event', true).find((item) => number !== undefined && item.at > number.at);
  const window = clause.items.find(
    (item) => (item.type === 'period' || (item.type === 'number' && item.sign === 'lte')) && item.amount !== undefined,
  );
  if (number === undefined || happening === undefined || window === undefined || next?.type !== 'word') return undefined;
  if (next !== happening && next.entry.target === undefined) return undefined;
  clause.use(number, next, happening, window);
  const amount = window.type === 'period' || window.type === 'number' ? window.amount : undefined;
  const parts = partsOf(clause.without([number, happening, window]), 'event');
  return made<WatchPlan>({
    op: 'watch',
    where: eventWhere(parts),
    having: [
      {
        event: happening.entry.event as readonly string[],
        count: { gte: number.value },
        ...(amount === undefined ? {} : { per: amount.dur }),
      },
    ],
  } as WatchPlan);
}

export const AHEAD_FRAMES: readonly Frame[] = [predict, anomaly, watch];
