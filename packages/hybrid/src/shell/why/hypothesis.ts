import { type GridEvent, toEventJson } from '@sutra/model';
import type { Where } from '../../core/plan.ts';
import type { Result, Work } from '../answer.ts';
import { eventRow } from '../events/rows.ts';
import { typesOf } from '../filter.ts';
import type { CaseFile } from './case-file.ts';
import { CAUSE_WORDS, type Cause, causesNamed } from './causes.ts';
import { sentenceOf } from './explain.ts';
import { NAMES_FROM } from './finding.ts';
import { linksOf, type Verdict } from './judge.ts';

/** Causes an event type stands for in "was it the …?". */
const BY_EVENT: Readonly<Record<string, readonly Cause[]>> = {
  config_changed: ['config'],
  update_started: ['version', 'rollout'],
  update_completed: ['version', 'rollout'],
  update_failed: ['version', 'rollout'],
  stop_requested: ['operator_stop', 'drain', 'scale_down', 'rollout'],
  agent_offline: ['host_loss', 'agent_killed', 'network'],
  agent_degraded: ['host_loss', 'agent_killed', 'network'],
  agent_draining: ['drain'],
  scaled_down: ['scale_down'],
  scale_decided: ['scale_down'],
  node_crashed: ['dependency'],
  binary_verify_failed: ['checksum_mismatch'],
  binary_downloaded: ['version'],
};

function suspects(hypothesis: Where): { readonly causes: readonly Cause[]; readonly nodes: readonly string[] } {
  const words = (field: string): readonly string[] =>
    Array.isArray(hypothesis[field]) ? (hypothesis[field] as readonly unknown[]).map(String) : [];
  const metrics = Object.keys(hypothesis).filter((field) => field.startsWith('memory_')).length > 0 ? ['memory'] : [];
  const disk = hypothesis['disk_pct'] === undefined ? [] : ['disk'];
  const events = typesOf(words('event')) ?? [];
  const causes = [...[...words('cause'), ...metrics, ...disk].flatMap(causesNamed), ...events.flatMap((type) => BY_EVENT[type] ?? [])];
  return { causes: [...new Set(causes)], nodes: [...words('node'), ...words('agent')] };
}

/** "Was it X?": yes, no or unknown, each with what speaks for it and against it. */
export function testHypothesis(hypothesis: Where, effect: GridEvent, file: CaseFile, verdict: Verdict, work: Work): Result {
  const { causes, nodes } = suspects(hypothesis);
  const involves = (events: readonly GridEvent[]): boolean =>
    nodes.length === 0 || events.some((event) => nodes.some((node) => event.entities.includes(node)));
  const fits = (cause: Cause, events: readonly GridEvent[]): boolean => (causes.length === 0 || causes.includes(cause)) && involves(events);
  const recorded = [...file.chain.events.values()].filter((event) => event.id !== file.focus.id);
  const forIt = verdict.findings.filter(
    (one) => fits(one.cause, [...one.rests, file.focus]) && (nodes.length === 0 || involves([...one.rests, ...recorded])),
  );
  const against = verdict.excluded.filter(({ cause }) => causes.includes(cause));
  const { named } = verdict;
  const isIt = named !== undefined && forIt.includes(named);
  const other = named !== undefined && !isIt ? named : undefined;
  const name = causes.length > 0 ? causes.map((cause) => CAUSE_WORDS[cause]).join(' or ') : nodes.join(' or ');
  const what = sentenceOf(effect, work);
  const who = file.node ?? file.agent ?? '';
  const yes = isIt ? `Yes: ${who} ${named.says}.` : undefined;
  const strongNo = other !== undefined || (against.length > 0 && forIt.length === 0);
  const grounds = [...(other === undefined ? [] : [`${who} ${other.says}`]), ...against.map(({ because }) => because)];
  const no = strongNo ? `No, not ${name}: ${grounds.join('; ')}.` : undefined;
  const maybe = `Unknown whether it was ${name}: ${forIt[0] === undefined ? 'nothing in the record speaks for it or excludes it' : `${who} ${forIt[0].says}, which alone does not bear (${forIt[0].strength.toFixed(2)} of ${NAMES_FROM})`}.`;
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
    unknown: yes === undefined && no === undefined ? [...verdict.lacks] : [],
    scanned: file.scanned,
    certainty,
    confidence_from: `${forIt.length === 0 ? 'nothing' : `${forIt.length} of the findings`} for it, ${against.length === 0 ? 'nothing' : against.length} against it; ${verdict.because}`,
  };
}
