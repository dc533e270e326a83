import { type GridEvent, toEventJson } from '@sutra/model';
import type { Where } from '../../core/plan.ts';
import type { Result, Work } from '../answer.ts';
import { askedBy } from '../askers.ts';
import { conditionWords, kindsOf } from '../condition-words.ts';
import { actorKind } from '../conditions.ts';
import { eventRow } from '../events/rows.ts';
import { testOf, typesOf } from '../filter.ts';
import type { CaseFile } from './case-file.ts';
import { CAUSE_WORDS, type Cause, causesNamed } from './causes.ts';
import { sentenceOf } from './explain.ts';
import { type Finding, NAMES_FROM } from './finding.ts';
import { linksOf, type Verdict } from './judge.ts';

/** Causes an event type stands for in "was it the …?". */
const BY_EVENT: Readonly<Record<string, readonly Cause[]>> = {
  config_changed: ['config'],
  update_started: ['version', 'rollout'],
  update_completed: ['version', 'rollout'],
  update_failed: ['version', 'rollout'],
  stop_requested: ['operator_stop', 'drain', 'scale_down', 'rollout'],
  stop_succeeded: ['operator_stop', 'drain', 'scale_down', 'rollout'],
  agent_offline: ['host_loss', 'agent_killed', 'network'],
  agent_degraded: ['host_loss', 'agent_killed', 'network'],
  agent_draining: ['drain'],
  scaled_down: ['scale_down'],
  scale_decided: ['scale_down'],
  node_crashed: ['dependency'],
  binary_verify_failed: ['checksum_mismatch'],
  binary_downloaded: ['version'],
};

/** What an agent has to do with the end of a node on it: its host, its own process, the way to it. */
const OF_ITS_AGENT: readonly Cause[] = ['host_loss', 'host_memory', 'agent_killed', 'network', 'drain', 'disk_full'];

interface Suspects {
  readonly causes: readonly Cause[];
  /** Nodes and agents. */
  readonly names: readonly string[];
  /** What is guessed in the words of a condition, but for who did it: events and what they carry. */
  readonly events: Where;
  /** Whoever is said to have done it: "bob". */
  readonly users: string;
}

function suspects(hypothesis: Where, file: CaseFile): Suspects {
  const words = (field: string): readonly string[] =>
    Array.isArray(hypothesis[field]) ? (hypothesis[field] as readonly unknown[]).map(String) : [];
  const metrics = Object.keys(hypothesis).some((field) => field.startsWith('memory_')) ? ['memory'] : [];
  const disk = hypothesis['disk_pct'] === undefined ? [] : ['disk'];
  const version = hypothesis['version'] === undefined ? [] : ['update'];
  const names = [...words('node'), ...words('agent')];
  const told = [...words('cause'), ...metrics, ...disk, ...version].flatMap(causesNamed);
  const events = (typesOf(words('event')) ?? []).flatMap((type) => BY_EVENT[type] ?? []);
  const { cause: _cause, user, ...rest } = hypothesis;
  const itsAgent = told.length === 0 && hypothesis['event'] === undefined && names.length > 0 && names.every((name) => name === file.agent);
  return {
    causes: [...new Set([...told, ...events, ...(itsAgent ? OF_ITS_AGENT : [])])],
    names,
    events: rest,
    users: Array.isArray(user) ? user.join(' or ') : conditionWords({ user }).trim(),
  };
}

/** Who asked for what a finding rests on, by the cause end of its link; of a program that was replaced, whoever had it started is nobody to name. */
async function doerOf({ cause, rests: [first] }: Finding, work: Work): Promise<string | undefined> {
  return first === undefined || (first.type === 'spawn_requested' && cause !== 'config') ? undefined : askedBy(first, work);
}

/** "Was it X?": yes, no or unknown, each with what speaks for it and against it. */
export async function testHypothesis(hypothesis: Where, effect: GridEvent, file: CaseFile, verdict: Verdict, work: Work): Promise<Result> {
  const { causes, names, events, users } = suspects(hypothesis, file);
  const involves = (events: readonly GridEvent[]): boolean =>
    names.length === 0 || events.some((event) => names.some((name) => event.entities.includes(name)));
  const recorded = [...file.chain.events.values()].filter((event) => event.id !== file.focus.id);
  const isGuessed = testOf(events, work);
  const guessesEvents = Object.keys(events).length > 0;
  const ofCause = (one: Finding): boolean =>
    causes.includes(one.cause) && involves([...one.rests, file.focus]) && (names.length === 0 || involves([...one.rests, ...recorded]));
  const fitting = verdict.findings.filter(
    (one) => ofCause(one) || (guessesEvents && one.rests.some(isGuessed)) || (!guessesEvents && causes.length === 0),
  );
  const { named } = verdict;
  const doer = named === undefined || hypothesis['user'] === undefined ? undefined : await doerOf(named, work);
  const isTheirs = hypothesis['user'] === undefined || (doer !== undefined && isBy(doer, { user: hypothesis['user'] }, work));
  const forIt = isTheirs ? fitting : [];
  const against = verdict.excluded.filter(({ cause }) => causes.includes(cause));
  const isIt = named !== undefined && forIt.includes(named);
  // Nobody is cleared by a cause whose doer is not on record.
  const open = named !== undefined && fitting.includes(named) && !isTheirs && actorKind(doer) !== 'human';
  const other = named !== undefined && !isIt && !open ? named : undefined;
  const name = nameOf({ causes, names, events, users });
  const what = sentenceOf(effect, work);
  const who = file.node ?? file.agent ?? '';
  const by = doer === undefined || named?.says.includes(doer) === true ? '' : `, asked for by ${doer}`;
  const yes = isIt ? `Yes: ${who} ${named.says}${by}.` : undefined;
  const strongNo = other !== undefined || (against.length > 0 && forIt.length === 0);
  const grounds = [...(other === undefined ? [] : [`${who} ${other.says}${by}`]), ...against.map(({ because }) => because)];
  const no = strongNo ? `No, not ${name}: ${grounds.join('; ')}.` : undefined;
  const known = open
    ? `${who} ${named.says}; who is behind that is not on record`
    : forIt[0] === undefined
      ? 'nothing in the record speaks for it or excludes it'
      : `${who} ${forIt[0].says}, which alone does not bear (${forIt[0].strength.toFixed(2)} of ${NAMES_FROM})`;
  const maybe = `Unknown whether it was ${name}: ${known}.`;
  const text = `${yes ?? no ?? maybe}`;
  const evidence = [effect, ...(isIt ? named.rests : (other?.rests ?? forIt[0]?.rests ?? []))];
  const certainty = yes !== undefined || other !== undefined ? verdict.certainty : no !== undefined ? 0.8 : 0.3;
  return {
    status: 'answered',
    text: yes === undefined && no === undefined ? `${text} ${what}.` : text,
    value: yes !== undefined ? true : no !== undefined ? false : 'unknown',
    path: (isIt ? [named] : forIt).flatMap((one) => linksOf(one, file)),
    columns: ['time', 'event_type', 'entity_id', 'summary'],
    rows: evidence.map(eventRow),
    events: evidence.map(toEventJson),
    evidence: [...new Set(evidence.map((event) => event.id))],
    ruled_out: against.map(({ cause, because }) => ({ hypothesis: CAUSE_WORDS[cause], because })),
    unknown: yes === undefined && no === undefined ? [...verdict.lacks, ...(named?.unknown ?? [])] : [],
    scanned: file.scanned,
    certainty,
    confidence_from: `${forIt.length === 0 ? 'nothing' : `${forIt.length} of the findings`} for it, ${against.length === 0 ? 'nothing' : against.length} against it; ${verdict.because}`,
  };
}

const isBy = (actor: string, where: Where, work: Work): boolean =>
  testOf(where, { ...work, askers: new Map([['', { actor, ends: true }]]) })({ actor } as GridEvent);

/** What is guessed, in words: who, else which causes, things or happenings. */
function nameOf({ causes, names, events, users }: Suspects): string {
  if (users !== '') return users;
  if (Object.keys(events).length === 0 || (causes.length > 0 && events['event'] === undefined && names.length === 0))
    return causes.map((cause) => CAUSE_WORDS[cause]).join(' or ');
  if (events['event'] === undefined && names.length > 0) return names.join(' or ');
  return `the ${kindsOf(events).one}${conditionWords(events)}`;
}
