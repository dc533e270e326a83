import type { LiveCatalogue } from '../names.ts';
import { whereText } from '../paraphrase.ts';
import { AGGS, type Cond, DIMS, isoSecond, type Op, type Plan, RATIOS, TARGETS, type Time, type Where } from '../plan.ts';
import { planKeys, planWrong } from '../plan-check.ts';
import { CHOICES_MAX, type Chip, type ChipsInput, type Choice } from './chip.ts';
import { valuesOf, valueText } from './slot-values.ts';

type Loose = Readonly<Record<string, unknown>>;

/** Operations that answer about the same rows: one may be put in place of another. */
const OPS: readonly (readonly [Op, string])[] = [
  ['list', 'list'],
  ['count', 'how many'],
  ['timeline', 'timeline'],
  ['rate', 'how often'],
  ['why', 'why'],
  ['impact', 'effects'],
  ['similar', 'similar before'],
  ['changed', 'what changed'],
  ['anomaly', 'what is unusual'],
];
const OTHER_OPS: Readonly<Partial<Record<Op, string>>> = {
  state: 'state',
  ratio: 'share',
  duration: 'how long',
  aggregate: 'measure',
  compare: 'compare',
  path: 'how related',
  predict: 'forecast',
  audit: 'who did what',
  simulate: 'what if',
};
const TIMES: readonly (readonly [string, number | null])[] = [
  ['last 10 minutes', 600],
  ['last hour', 3_600],
  ['last 6 hours', 21_600],
  ['last 24 hours', 86_400],
  ['last 7 days', 7 * 86_400],
  ['last 30 days', 30 * 86_400],
  ['all history', null],
];
const BUCKETS = ['1m', '10m', '1h', '1d'];
const LIMITS = [1, 3, 5, 10, 20, 50];
/** Fields a condition can be added on. */
const ADDABLE = ['event', 'node', 'agent', 'host', 'region', 'env', 'status', 'cause'];
/** Operations that mean nothing without a condition. */
const NEEDS_WHERE: ReadonlySet<string> = new Set(['why', 'impact', 'similar']);

/**
 * A plan as chips, one a slot, each with the other values it could have. Every choice is a plan that is valid as it stands. Plans
 * that are not questions about the record (a wish, a watch, help, a question back) have none.
 */
export function planChips(plan: Plan, catalogue: LiveCatalogue, input: ChipsInput): readonly Chip[] {
  if (['action', 'watch', 'help', 'explain', 'clarify', 'refuse'].includes(plan.op)) return [];
  if (plan.op === 'compare') return compareChips(plan, catalogue, input);
  const loose = plan as unknown as Loose;
  const keys = new Set(planKeys()[plan.op]?.keys ?? []);
  return [
    opChip(plan),
    ...setChips(plan.op, loose),
    ...whereChips(plan.op, loose, catalogue, input),
    ...(keys.has('where') ? [addChip(loose, catalogue, input)] : []),
    ...timeChips(loose, keys, input),
    ...(keys.has('by') ? [byChip(loose)] : []),
    ...(keys.has('bucket') ? [setChip(loose, 'bucket', 'per', BUCKETS, 'not by time')] : []),
    ...(keys.has('limit') && plan.op !== 'timeline' ? [setChip(loose, 'limit', 'at most', LIMITS, 'no limit')] : []),
  ]
    .filter((chip) => chip !== undefined)
    .map((chip) => narrowed(chip, input.find));
}

function compareChips(plan: Extract<Plan, { op: 'compare' }>, catalogue: LiveCatalogue, input: ChipsInput): readonly Chip[] {
  const inner = planChips(plan.plan, catalogue, input).map((chip) => ({
    ...chip,
    choices: chip.choices.map((choice) => ({ ...choice, plan: { ...plan, plan: choice.plan } })),
  }));
  const sides = plan.sides
    .map((side) => [whereText(side.where), side.time === undefined ? '' : periodText(side.time, input)].filter(Boolean).join(', '))
    .join(' against ');
  return [fixed('sides', 'compare', sides), ...inner.filter((chip) => chip.slot !== 'op' && chip.slot !== 'time')];
}

const fixed = (slot: string, label: string, text: string): Chip => ({ slot, label, text, choices: [], set: true, more: false });

function opChip(plan: Plan): Chip {
  const word = OPS.find(([op]) => op === plan.op)?.[1];
  if (word === undefined) return fixed('op', 'what', OTHER_OPS[plan.op] ?? plan.op);
  const choices = OPS.map(([op, text]) => choice(text, op === plan.op ? plan : carried(plan as unknown as Loose, op), op === plan.op));
  return { slot: 'op', label: 'what', text: word, choices: valid(choices), set: true, more: false };
}

/** The same rows under another operation: what the other one knows is kept, what it needs and has not is filled in. */
function carried(plan: Loose, op: Op): Loose {
  const known = planKeys()[op] ?? { keys: [], required: [] };
  const kept = Object.fromEntries(Object.entries(plan).filter(([key]) => key !== 'form' && key !== 'expect' && known.keys.includes(key)));
  const target = known.required.includes('target') ? { target: plan['target'] ?? 'event' } : {};
  return { ...kept, op, ...target, ...(op === 'rate' ? { per: '1h' } : {}) };
}

/** Slots with a closed set of values. */
function setChips(op: Op, plan: Loose): readonly (Chip | undefined)[] {
  return [
    op === 'list' || op === 'count' || op === 'state' ? setChip(plan, 'target', 'of', TARGETS) : undefined,
    op === 'ratio'
      ? setChip(
          plan,
          'of',
          'of',
          RATIOS.filter((one) => one !== 'share'),
        )
      : undefined,
    op === 'aggregate' || op === 'duration' ? setChip(plan, 'agg', 'as', AGGS) : undefined,
    typeof plan['metric'] === 'string' ? fixed('metric', 'of', plan['metric'].replaceAll('_', ' ')) : undefined,
    op === 'duration' ? fixed('of', 'of', String(plan['of']).replaceAll(/[_:]/g, ' ')) : undefined,
    op === 'rate' ? setChip(plan, 'per', 'per', ['1m', '1h', '1d', '1w']) : undefined,
    plan['anchor'] === undefined ? undefined : removable(plan, 'anchor', anchorText(plan['anchor'] as { where: Where; rel: string })),
    plan['having'] === undefined ? undefined : removable(plan, 'having', 'how often'),
    plan['seq'] === undefined ? undefined : removable(plan, 'seq', 'one after the other'),
  ];
}

const anchorText = (anchor: { readonly where: Where; readonly rel: string }): string => `${anchor.rel} ${whereText(anchor.where)}`;

function removable(plan: Loose, slot: string, text: string): Chip {
  const { [slot]: _, ...rest } = plan;
  return { slot, label: '', text, choices: valid([choice(text, plan, true), choice('leave out', rest)]), set: true, more: false };
}

function setChip(plan: Loose, slot: string, label: string, values: readonly (string | number)[], none?: string): Chip | undefined {
  const now = plan[slot];
  const { [slot]: _, ...rest } = plan;
  const all = [
    ...(none === undefined ? [] : [choice(none, rest, now === undefined)]),
    ...values.map((value) => choice(String(value).replaceAll('_', ' '), { ...plan, [slot]: value }, now === value)),
  ];
  return {
    slot,
    label,
    text: now === undefined ? (none ?? '') : String(now).replaceAll('_', ' '),
    choices: valid(all),
    set: now !== undefined,
    more: false,
  };
}

function byChip(plan: Loose): Chip {
  const by = plan['by'] as readonly string[] | undefined;
  const { by: _, ...rest } = plan;
  const all = [
    choice('not grouped', rest, by === undefined),
    ...DIMS.map((dim) => choice(dim.replaceAll('_', ' '), { ...plan, by: [dim] }, by?.length === 1 && by[0] === dim)),
  ];
  return {
    slot: 'by',
    label: 'by',
    text: by?.join(' and ').replaceAll('_', ' ') ?? 'not grouped',
    choices: valid(all),
    set: by !== undefined,
    more: false,
  };
}

/** One chip a condition. What it can be set to is listed; conditions in numbers and alternatives can be left out. */
function whereChips(op: Op, plan: Loose, catalogue: LiveCatalogue, input: ChipsInput): readonly Chip[] {
  const where = (plan['where'] ?? {}) as Where;
  return Object.entries(where).map(([field, condition]) => {
    const { [field]: _, ...others } = where;
    const left = Object.keys(others).length > 0;
    const { where: __, ...bare } = plan;
    const without = left ? { ...plan, where: others } : bare;
    const listed = Array.isArray(condition) && field !== 'any' && field !== 'ref';
    const chosen = listed ? new Set(condition as readonly unknown[]) : new Set();
    const values = listed ? valuesOf(field, catalogue).filter((value) => holds(field, value, input.find)) : [];
    const all = [
      ...(left || !NEEDS_WHERE.has(op) ? [choice('any', without)] : []),
      ...values.map((value) => choice(valueText(field, value), { ...plan, where: { ...where, [field]: [value] } }, chosen.has(value))),
    ];
    return {
      slot: field,
      label: field.replaceAll('_', ' '),
      text: conditionText(field, condition),
      choices: valid(all),
      set: true,
      more: false,
    };
  });
}

function conditionText(field: string, condition: Cond | readonly Where[] | undefined): string {
  if (field === 'ref') return 'the one named';
  if (Array.isArray(condition) && field !== 'any') return condition.map((value) => valueText(field, value)).join(' or ');
  return whereText({ [field]: condition }).replace(`${field} `, '');
}

function addChip(plan: Loose, catalogue: LiveCatalogue, input: ChipsInput): Chip {
  const where = (plan['where'] ?? {}) as Where;
  const all = ADDABLE.filter((field) => where[field] === undefined && !(field === 'event' && plan['target'] === 'agent')).flatMap((field) =>
    valuesOf(field, catalogue)
      .filter((value) => holds(field, value, input.find))
      .slice(0, input.find === undefined ? ADD_EACH_MAX : CHOICES_MAX)
      .map((value) => ({ ...choice(valueText(field, value), { ...plan, where: { ...where, [field]: [value] } }), group: field })),
  );
  return { slot: 'add', label: 'filter', text: '', choices: valid(all), set: false, more: true };
}
/** Values of each kind offered before anything is typed. */
const ADD_EACH_MAX = 4;

function timeChips(plan: Loose, keys: ReadonlySet<string>, input: ChipsInput): readonly Chip[] {
  const chips: Chip[] = [];
  if (typeof plan['at'] === 'string') {
    const { at, ...rest } = plan;
    chips.push({ slot: 'at', label: 'at', text: input.say(at as string), choices: valid([choice('now', rest)]), set: true, more: false });
  }
  if (!keys.has('time') || plan['at'] !== undefined) return chips;
  const nowMs = input.nowUs / 1000;
  const time = plan['time'] as Time | undefined;
  const all = TIMES.map(([text, seconds]) => {
    const period: Time = seconds === null ? { from: null, to: null } : { from: isoSecond(nowMs - seconds * 1000), to: isoSecond(nowMs) };
    return choice(text, { ...plan, time: period }, time !== undefined && text === presetOf(time, nowMs));
  });
  const { time: _, ...rest } = plan;
  const open = choice('no period', rest, time === undefined);
  chips.push({
    slot: 'time',
    label: 'when',
    text: time === undefined ? 'no period' : periodText(time, input),
    choices: valid([...all, open]),
    set: time !== undefined,
    more: false,
  });
  return chips;
}

/** The preset a period is, give or take the time between question and look. */
function presetOf(time: Time, nowMs: number): string | undefined {
  if (time.from === null && time.to === null) return 'all history';
  if (time.from === null || (time.to !== null && nowMs - Date.parse(time.to) > PRESET_SLACK_MS)) return undefined;
  const span = (time.to === null ? nowMs : Date.parse(time.to)) - Date.parse(time.from);
  return TIMES.find(([, seconds]) => seconds !== null && Math.abs(span - seconds * 1000) < 2_000)?.[0];
}
const PRESET_SLACK_MS = 300_000;

function periodText(time: Time, { nowUs, say }: ChipsInput): string {
  const preset = presetOf(time, nowUs / 1000);
  if (preset !== undefined) return preset;
  if (time.from === null) return `before ${say(time.to as string)}`;
  return time.to === null ? `since ${say(time.from)}` : `${say(time.from)} to ${say(time.to)}`;
}

/** A choice before it is known to be valid. */
interface Draft {
  readonly text: string;
  readonly group?: string;
  readonly chosen: boolean;
  readonly plan: Loose | Plan;
}
const choice = (text: string, plan: Loose | Plan, chosen = false): Draft => ({ text, plan, chosen });

function valid(drafts: readonly Draft[]): readonly Choice[] {
  return drafts
    .filter((draft) => planWrong(draft.plan) === undefined)
    .map(({ text, group, chosen, plan }) => ({
      text,
      ...(group === undefined ? {} : { group }),
      ...(chosen ? { chosen: true as const } : {}),
      plan: plan as unknown as Plan,
    }));
}

const holds = (field: string, value: string, find: string | undefined): boolean =>
  find === undefined || valueText(field, value).toLowerCase().includes(find.toLowerCase()) || value.includes(find.toLowerCase());

/** As many as are shown, what is typed first among them. */
function narrowed(chip: Chip, find: string | undefined): Chip {
  const wanted = find === undefined ? chip.choices : chip.choices.filter((one) => one.text.toLowerCase().includes(find.toLowerCase()));
  const kept = wanted.length > 0 || find === undefined ? wanted : chip.choices.filter((one) => one.group !== undefined);
  const chosen = kept.findIndex((one) => one.chosen === true);
  const shown = kept.slice(0, CHOICES_MAX);
  const last = chosen >= CHOICES_MAX ? [kept[chosen] as Choice] : [];
  return { ...chip, choices: [...last, ...shown], more: chip.more || kept.length > CHOICES_MAX };
}
