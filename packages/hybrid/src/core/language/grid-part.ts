import type { Cond, Where } from '../plan.ts';
import type { Clause } from './clause.ts';
import { ANY_PART, WHOLE_GRID } from './lexicon/components.ts';
import type { Item, WordItem } from './sentence.ts';

export const STARTED = 'component_started';
export const STOPPED = 'component_stopped';

/** What is recorded of a part of the grid, by what is said of agents and nodes. */
const RECORDED: Readonly<Record<string, readonly string[]>> = {
  node_restarted: [STARTED],
  spawn_succeeded: [STARTED],
  agent_recovered: [STARTED],
  component_started: [STARTED],
  component_stopped: [STOPPED],
  stop_succeeded: [STOPPED],
  agent_offline: [STOPPED],
  // How a run ended is told by the start after it: both are shown.
  node_crashed: [STARTED, STOPPED],
  '@failure': [STARTED, STOPPED],
};
/** A start that is called so came after another: the first start of all is none. */
const AGAIN: ReadonlySet<string> = new Set(['node_restarted', 'agent_recovered']);
const CRASH = 'node_crashed';
const DEEDS_OF_PROCESS: ReadonlySet<string> = new Set([CRASH, 'node_restarted', 'spawn_succeeded', 'stop_succeeded']);

/** Parts of the grid that a clause speaks of. */
export interface PartsSaid {
  /** The parts, by their names; undefined for all of them. */
  readonly names: readonly string[] | undefined;
  readonly items: readonly Item[];
}

/** "the master", "what components", "the grid" that starts or stops, "the agent" whose own process does: what is asked is of the grid's own parts. */
export function partsSaid(clause: Clause): PartsSaid | undefined {
  const words = clause.words('part');
  if (words.length > 0) {
    const names = [...new Set(words.map((item) => item.entry.part as string))].filter((name) => name !== ANY_PART);
    return { names: names.length === 0 ? undefined : names, items: words };
  }
  if (clause.names().length > 0) return undefined;
  const grid = clause.words('target').find((item) => item.entry.target === 'cluster' && GRID.test(clause.text(item)));
  if (grid !== undefined) return runsItself(clause, grid) ? { names: [WHOLE_GRID], items: [grid] } : undefined;
  const agent = clause.words('target').find((item) => clause.text(item) === 'agent' && clause.word(item.at - 1) === 'the');
  return agent !== undefined && didItself(clause, agent) ? { names: ['agent'], items: [agent] } : undefined;
}
const GRID = /^(?:whole |entire |sutra )?grid(?: itself)?$/;

const PLACE = /^(?:in|on|across|from|to|over|within|into|throughout|at|around|for|about|with)$/;
/** What only a grid that runs itself does. */
const RUNS =
  /^(?:(?:re)?start(?:s|ed|ing|up)?|start up|started up|(?:was|were|is|been|being) (?:re)?started|re(?:started|boot(?:s|ed|ing)?)|stop(?:s|ped|ping)?|shut ?down|shuts? down|shutting down|boot(?:s|ed|ing)?(?: up)?|(?:go|goes|going|went|come|comes|coming|came) (?:down|up|back|back up|back online|offline|online|away)|crash(?:ed|es)?|die[sd]?|quit)$/;
/** What it is, or how long it is so. */
export const PART_IS =
  /^(?:up|down|off|away|gone|out|offline|online|running|alive|dead|stopped|available|unavailable|not running|unreachable|up and running)$/;
const NOUN_OF = /^(?:re)?starts?$|^reboots?$|^shut ?downs?$|^stops?$|^startups?$|^uptime$|^downtime$|^age$/;

/** "when did the grid start", "the last restart of the grid", "how long was the grid off": of the grid, and not of what is in it. */
function runsItself(clause: Clause, grid: WordItem): boolean {
  if (clause.words('target').some((item) => item !== grid && item.entry.target !== 'event' && item.entry.event === undefined)) return false;
  let at = clause.items.indexOf(grid) - 1;
  while (at >= 0 && /^(?:the|our|this|my|whole|entire|sutra)$/.test(clause.text(clause.items[at] as Item))) at--;
  const before = at < 0 ? '' : clause.text(clause.items[at] as Item);
  if (PLACE.test(before)) return false;
  if (before === 'of') return NOUN_OF.test(clause.text(clause.items[at - 1] as Item));
  const [next, then] = [1, 2]
    .map((k) => clause.items[clause.items.indexOf(grid) + k])
    .map((item) => (item === undefined ? '' : clause.text(item)));
  if (/^(?:re)?starts?$|^uptime$|^downtime$|^shutdowns?$/.test(next ?? '')) return true;
  const said = clause.items.filter((item) => RUNS.test(clause.text(item)));
  // "start the grid" is a wish.
  if (said.some((item) => item.at === 0)) return false;
  // "did the grid start nodes" would name them; "the grid was stopped", "who restarted the grid" do not.
  if (said.some((item) => item.type !== 'word' || isDeed(clause, item))) return true;
  return (
    clause.has(/^(?:how long|long|since when|uptime)$/) &&
    [next, then, clause.text(clause.items.at(-1) as Item)].some((text) => PART_IS.test(text ?? '') || /^(?:been)$/.test(text ?? ''))
  );
}

/** A word that is a noun and a verb is what was done where something is asked to have done it: "did the agent crash". */
const isDeed = (clause: Clause, item: WordItem): boolean =>
  item.entry.form !== 'noun' ||
  clause.cue('watch') !== undefined ||
  clause.items.some((one) => one.at < item.at && /^(?:did|does|do|will|can|could|would|not|ever)$/.test(clause.text(one)));

/** "did the agent restart", "when the agent died": what a process does. That it crashed or restarted is told of nodes where agents are named or many. */
function didItself(clause: Clause, agent: WordItem): boolean {
  const after = clause.items
    .slice(clause.items.indexOf(agent) + 1)
    .find(
      (item) =>
        !/^(?:ever|just|last|first|also|recently|suddenly|itself|process|get|got|gets|been|being|was|is|has)$/.test(clause.text(item)),
    );
  if (after?.type !== 'word' || !isDeed(clause, after)) return false;
  const others = clause.words('target').some((item) => item !== agent && item !== after);
  return !others && DEEDS_OF_PROCESS.has(after.entry.event?.[0] ?? '');
}

/** A happening, or how a thing is. */
export const saysOfPart = (item: WordItem): boolean =>
  item.entry.part === undefined && (item.entry.event !== undefined || item.entry.status !== undefined) && item.entry.target === undefined;

/** What is recorded of parts of the grid that these words could mean; nothing where what they say is not recorded of them. */
export function recordedOf(words: readonly WordItem[]): readonly string[] {
  const types = new Set<string>();
  for (const { entry } of words) {
    // "storage errors": of what went wrong inside a part nothing is recorded but its end.
    if (entry.event?.[0] === '@failure' && entry.form === 'noun') return [];
    const known = entry.event === undefined ? [STARTED, STOPPED] : RECORDED[entry.event[0] ?? ''];
    if (known === undefined) return [];
    for (const type of known) types.add(type);
  }
  return [...types];
}

/** What was meant of the starts of a part: that it started again, or after a run that did not end as it should. */
export function meantOf(words: readonly WordItem[]): Where | undefined {
  const said = words.flatMap(({ entry }) => entry.event?.[0] ?? []);
  if (said.length === 0) return undefined;
  if (said.every((type) => AGAIN.has(type))) return { event: [STARTED], restart_count: { gte: 1 } };
  if (said.every((type) => type === CRASH)) return { event: [STARTED], cause: ['crash'] };
  return undefined;
}

/** "when the agent died", "after the grid restarted": a happening to a part of the grid, as conditions. */
export function happeningToPart(clause: Clause): Where | undefined {
  const said = partsSaid(clause);
  if (said === undefined) return undefined;
  const words = clause.items.filter((item): item is WordItem => item.type === 'word' && !said.items.includes(item) && saysOfPart(item));
  const events = recordedOf(words);
  if (events.length === 0) return undefined;
  clause.use(...said.items, ...words);
  return { ...(meantOf(words) ?? { event: events }), ...entityOf(said) };
}

export const entityOf = ({ names }: PartsSaid): Readonly<Record<string, Cond>> => (names === undefined ? {} : { entity: [...names] });
