import type { Association } from '@sutra/storage';
import type { Relation } from '../../core/graph-language/graph-plan.ts';
import { namesType, wayOf } from '../../core/graph-language/relation-words.ts';
import type { FoundThing, Sight } from './find-thing.ts';
import { type GraphResult, listed, saysOf } from './graph-answer.ts';

type Thing = Extract<FoundThing, { kind: 'found' }>;

const PAGE = 1_000;
/** Associations of one thing that are looked at for an answer. */
const LOOKED_AT_MAX = 10_000;
const ROWS_MAX = 100;
const TEMPORAL = 'temporal';

interface Around {
  readonly associations: readonly Association[];
  readonly partialBecause?: string;
  readonly asOfSeq: number;
}

/** What stands around a thing, page by page up to a limit. */
async function around(id: string, types: readonly string[] | undefined, { store, asOf, options }: Sight): Promise<Around> {
  const query = { id, limit: PAGE, ...(types === undefined ? {} : { types }), ...(asOf === undefined ? {} : { asOf }) };
  const found: Association[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await store.neighbours({ ...query, ...(cursor === undefined ? {} : { cursor }) }, options);
    found.push(...page.associations.filter(({ type }) => type !== TEMPORAL));
    cursor = page.cursor;
    const partialBecause =
      page.partialBecause ??
      (cursor !== undefined && found.length >= LOOKED_AT_MAX ? `only ${LOOKED_AT_MAX} associations were looked at` : undefined);
    if (cursor === undefined || partialBecause !== undefined)
      return { associations: found, asOfSeq: page.asOfSeq, ...(partialBecause === undefined ? {} : { partialBecause }) };
  }
}

/** What is connected to a thing, of all kinds or as a relation says. */
export async function neighboursOf(thing: Thing, relation: Relation | undefined, sight: Sight): Promise<GraphResult> {
  const { id } = thing;
  const { associations, asOfSeq, partialBecause } = await around(id, undefined, sight);
  const meant = relation === undefined ? associations : associations.filter((association) => isMeant(association, id, relation));
  const frame = {
    as_of_seq: asOfSeq,
    scanned: associations.length,
    partial: partialBecause !== undefined,
    ...(partialBecause === undefined ? {} : { partialBecause }),
  };
  if (meant.length === 0) return { ...nothingMeant(id, relation, associations), ...frame };
  const others = [...new Set(meant.map((association) => otherEnd(association, id)))];
  const confidence = meant.reduce((sum, association) => sum + association.confidence, 0) / meant.length;
  const count = `${others.length.toLocaleString('en-US')} ${others.length === 1 ? 'thing' : 'things'}`;
  const atLeast = partialBecause === undefined ? '' : 'at least ';
  return {
    status: 'answered',
    value: others.length,
    text: `${relation === undefined ? `${id} is connected to ${atLeast}${count}` : worded(meant, id, `${atLeast}${count}`)}: ${listed(others)}.`.replace(
      /^a/,
      'A',
    ),
    columns: ['from', 'type', 'to', 'confidence', 'since'],
    rows: meant.slice(0, ROWS_MAX).map(({ source, type, target, confidence: believed, weight, timeUs }) => ({
      from: source,
      type,
      to: target,
      confidence: believed,
      weight,
      since: new Date(timeUs / 1000).toISOString(),
    })),
    evidence: others.slice(0, ROWS_MAX),
    certainty: confidence,
    certaintyFrom: `the ${meant.length === 1 ? 'association is' : `${meant.length} associations are`} believed to ${Math.round(confidence * 100)} % on average`,
    ...frame,
  };
}

/** "2 things —depends_on→ payments" or "payments —feeds→ 1 thing", as it stands in the store. */
function worded(meant: readonly Association[], id: string, count: string): string {
  const ways = new Set(meant.map(({ type, source }) => (source === id ? `${id} —${type}→ ${count}` : `${count} —${type}→ ${id}`)));
  return [...ways].slice(0, 3).join(' or ');
}

const otherEnd = ({ source, target }: Association, id: string): string => (source === id ? target : source);

function isMeant({ type, source, target }: Association, id: string, { phrase, role }: Relation): boolean {
  if (!namesType(phrase, type)) return false;
  const way = wayOf(type, role);
  return way === 'both' || (way === 'out' ? source === id : target === id);
}

/** Nothing of that kind: what there is instead is said, so that the next question can be asked. */
function nothingMeant(id: string, relation: Relation | undefined, associations: readonly Association[]): GraphResult {
  if (associations.length === 0) return { status: 'empty', value: 0, text: `Nothing is connected to ${id}.` };
  const counts = new Map<string, number>();
  for (const { type } of associations) counts.set(type, (counts.get(type) ?? 0) + 1);
  const types = [...counts].sort(([, a], [, b]) => b - a).map(([type, count]) => `${type} (${count})`);
  const turned = associations.filter(({ type }) => namesType(relation!.phrase, type));
  const has = `it has ${listed(types)}`;
  const suggestions = [{ question: `what is connected to ${id}?`, why: 'everything around it' }];
  if (turned.length > 0)
    return {
      status: 'empty',
      value: 0,
      text: `No ${turned[0]!.type} goes that way for ${id}; ${turned.length} ${turned.length === 1 ? 'goes' : 'go'} the other way.`,
      unknown: [has],
      suggestions,
    };
  return {
    status: 'clarify',
    text: `No association of ${id} is called “${relation!.phrase}”; ${has}.`,
    unknown: [`which association “${relation!.phrase}” means`],
    suggestions,
  };
}

/** What one thing is, and the kinds of what is around it. */
export async function describeThing(thing: Thing, sight: Sight): Promise<GraphResult> {
  const { id, concept } = thing;
  const { associations, asOfSeq, partialBecause } = await around(id, undefined, sight);
  const counts = new Map<string, number>();
  for (const { type, source } of associations)
    counts.set(source === id ? `—${type}→` : `←${type}—`, (counts.get(source === id ? `—${type}→` : `←${type}—`) ?? 0) + 1);
  const kinds = [...counts].sort(([, a], [, b]) => b - a);
  const said = concept === undefined ? `${id} is only known as an end of associations` : `${id}: ${saysOf(concept)}`;
  const around_ =
    kinds.length === 0 ? 'nothing is connected to it' : `connected ${listed(kinds.map(([kind, count]) => `${kind} ${count}`))}`;
  const rows =
    concept === undefined
      ? []
      : [
          { field: 'kind', value: concept.kind },
          { field: 'content', value: concept.content },
          { field: 'strength', value: concept.strength },
          { field: 'confidence', value: concept.confidence },
          { field: 'version', value: concept.version },
          { field: 'since', value: new Date(concept.createdUs / 1000).toISOString() },
          { field: 'changed', value: new Date(concept.updatedUs / 1000).toISOString() },
          ...Object.entries(concept.metadata).map(([key, value]) => ({ field: `metadata.${key}`, value })),
        ];
  return {
    status: 'answered',
    text: `${said}; ${around_}.`,
    columns: ['field', 'value'],
    rows,
    evidence: [id],
    as_of_seq: asOfSeq,
    scanned: associations.length,
    partial: partialBecause !== undefined,
    ...(partialBecause === undefined ? {} : { partialBecause }),
    certainty: concept?.confidence ?? 1,
    certaintyFrom: concept === undefined ? 'no concept of that id' : `the concept is believed to ${Math.round(concept.confidence * 100)} %`,
  };
}
