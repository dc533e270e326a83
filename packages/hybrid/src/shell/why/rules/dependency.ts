import { durationText } from '@sutra/kit';
import { type GridEvent, summaryOf } from '@sutra/model';
import type { CaseFile } from '../case-file.ts';
import { type Rule, STRENGTH } from '../finding.ts';
import { type Crash, signalOf } from './end-of-process.ts';

const MINUTE_US = 60_000_000;
/** Without words of its own, only what went down this shortly before is considered. */
const WORDLESS_WITHIN_US = MINUTE_US;
/** Who lost a connection tries for a while before it gives up: until then an end that is over still counts. */
const BACK_FOR_US = MINUTE_US;

/** Nodes the victim is told of (variables, arguments) or spoke of at its end, by name or by port. */
function needs(file: CaseFile): { readonly told: ReadonlySet<string>; readonly spokenOf: ReadonlySet<string> } {
  const { env, args } = file.request?.body ?? {};
  const settings = [...Object.values(env ?? {}), ...(args ?? [])].join(' ');
  const words = (file.focus.body as Crash['body']).stderr_tail ?? '';
  return { told: nodesIn(settings, file), spokenOf: nodesIn(words, file) };
}

function nodesIn(text: string, file: CaseFile): ReadonlySet<string> {
  const found = new Set<string>();
  if (text === '') return found;
  for (const [, port] of text.matchAll(/:(\d{2,5})\b/g)) for (const node of file.nodesByPort.get(Number(port)) ?? []) found.add(node);
  const known = [...file.nodesByPort.values()].flat();
  const words = new Set(text.split(/[^A-Za-z0-9._-]+/));
  for (const node of known) if (words.has(node)) found.add(node);
  for (const peer of file.peers) for (const entity of peer.entities) if (words.has(entity)) found.add(entity);
  found.delete(file.node ?? '');
  return found;
}

const nodeOf = (event: GridEvent): string => (event.body as { readonly node_id?: string }).node_id ?? '';

/** The newest end of one of these nodes before the victim's own. */
const endBefore = (file: CaseFile, nodes: ReadonlySet<string>): GridEvent | undefined =>
  file.peers.findLast(
    (event) =>
      event.type !== 'agent_offline' && event.timeUs <= file.focus.timeUs && nodes.has(nodeOf(event)) && event.id !== file.focus.id,
  );

/** When what ended ran again, before the victim's own end. */
const backSince = (file: CaseFile, end: GridEvent): number | undefined =>
  file.returns.find(
    (event) => nodeOf(event) === nodeOf(end) && event.timeUs >= end.timeUs && event.id !== end.id && event.timeUs <= file.focus.timeUs,
  )?.timeUs;

/** The same, of nodes that were still down or had only just come back: what ran again for a while was there to be used. */
function downBefore(file: CaseFile, nodes: ReadonlySet<string>): GridEvent | undefined {
  const end = endBefore(file, nodes);
  const sinceUs = end === undefined ? undefined : backSince(file, end);
  return sinceUs !== undefined && file.focus.timeUs - sinceUs > BACK_FOR_US ? undefined : end;
}

/** What is known of the last end of these nodes, where it explains nothing. */
function lastEnd(file: CaseFile, nodes: ReadonlySet<string>): string {
  const end = endBefore(file, nodes);
  const sinceUs = end === undefined ? undefined : backSince(file, end);
  if (end === undefined || sinceUs === undefined) return 'no end of it is on record in the ten minutes before';
  return `it ended ${agoOf(file, end.timeUs)} before, and ran again ${agoOf(file, sinceUs)} before`;
}

const agoOf = (file: CaseFile, us: number): string => durationText((file.focus.timeUs - us) / 1_000);

export const DEPENDENCY_DOWN: Rule = {
  name: 'dependency-down',
  of: ['node_crashed'],
  judge(file) {
    const body = file.focus.body as Crash['body'];
    const { told, spokenOf } = needs(file);
    const finding = { rule: 'dependency-down', cause: 'dependency' } as const;
    if (body.cause === 'dependency') {
      const down = downBefore(file, spokenOf) ?? downBefore(file, told);
      if (down !== undefined)
        return {
          finding: {
            ...finding,
            strength: STRENGTH.established,
            kind: 'inferred',
            says: `lost something it depends on: ${summaryOf(down)}`,
            rests: [down],
          },
        };
      const which = [...spokenOf][0] ?? [...told][0];
      return {
        finding: {
          ...finding,
          strength: STRENGTH.concluded,
          kind: 'recorded',
          says: `was refused by ${which ?? 'something it depends on'}`,
          rests: [],
          unknown: [`why ${which ?? 'that'} refused: ${lastEnd(file, new Set([...spokenOf, ...told]))}`],
        },
      };
    }
    const wordless = (body.cause ?? 'unknown') === 'unknown' && signalOf(body) === undefined && body.exit_code !== undefined;
    if (!wordless) return undefined;
    const down = downBefore(file, told);
    if (down !== undefined && file.focus.timeUs - down.timeUs <= WORDLESS_WITHIN_US)
      return {
        finding: {
          ...finding,
          strength: STRENGTH.suggested,
          kind: 'inferred',
          says: `ended shortly after something it is told of went down: ${summaryOf(down)}`,
          rests: [down],
        },
      };
    return told.size > 0
      ? { excluded: { cause: 'dependency', because: `nothing it is told of went down before (${[...told].slice(0, 3).join(', ')})` } }
      : undefined;
  },
};

export const DEPENDENCY_RULES: readonly Rule[] = [DEPENDENCY_DOWN];
