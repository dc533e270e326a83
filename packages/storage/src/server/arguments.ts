import { BLOCK_LIMITS, FRAME_LIMITS } from '@sutra/wire';
import { REQUEST_LIMITS } from '../contract/request-limits.ts';
import { either, fields, finite, flag, integer, json, list, oneOf, record, type Shape, text } from './shape.ts';

/** What each operation takes, as sent by a stranger. After these, types are trusted. */
const ID = text(BLOCK_LIMITS.nameBytesMax, 1);
/** What events carry: their types, entities, fields. */
const NAME = text(BLOCK_LIMITS.nameBytesMax, 1);
/** What is learned: its ids, types and keys. */
const LEARNED = text(REQUEST_LIMITS.learnIdBytesMax, 1);
const POSITION = integer(0);
const LIMITS = REQUEST_LIMITS;
const ROWS = integer(1, LIMITS.rowsMax);
const TIME_MAX = integer(1, LIMITS.timeMaxMs);
const TYPES = list(NAME, LIMITS.typesMax);
const scalar = either('text, a number, true or false', text(LIMITS.valueCharsMax), finite, flag);
const asOf = either('a seq or a time', fields({ seq: POSITION }, {}), fields({ timeUs: integer(0) }, {}));

const predicate = either(
  'a predicate: is, not, gt, gte, lt, lte, contains or exists on one field',
  fields({ field: NAME, is: list(scalar, LIMITS.valuesMax) }, {}),
  fields({ field: NAME, not: list(scalar, LIMITS.valuesMax) }, {}),
  fields({ field: NAME, contains: text(LIMITS.containsCharsMax) }, {}),
  fields({ field: NAME, exists: flag }, {}),
  fields({ field: NAME }, { gt: finite, gte: finite, lt: finite, lte: finite }),
);

const following = {
  types: TYPES,
  typesNot: TYPES,
  entities: list(list(ID, LIMITS.entityNamesMax), LIMITS.entityGroupsMax),
};

const filter = {
  ...following,
  fromUs: integer(Number.MIN_SAFE_INTEGER),
  toUs: integer(Number.MIN_SAFE_INTEGER),
  afterSeq: POSITION,
  where: list(predicate, LIMITS.predicatesMax),
  any: list(list(predicate, LIMITS.predicatesMax), LIMITS.alternativesMax),
  asOf,
};

const measure = fields({ fn: oneOf('min', 'max', 'sum', 'avg', 'p50', 'p90', 'p95', 'p99'), field: NAME }, {});
const cursor = text(4_096, 1);
const share: Shape<number> = finite;

const numbers = list(finite, LIMITS.vectorNumbersMax);
const vector = either('a list of finite numbers, or base64 of 32-bit floats', numbers, text(24_576, 1));

const concept = fields(
  { id: ID, content: json },
  { strength: share, confidence: share, metadata: record(json, LIMITS.metadataFieldsMax), embedding: vector },
);
const triple = fields({ source: ID, type: LEARNED, target: ID }, {});
const association = fields({ source: ID, type: LEARNED, target: ID }, { confidence: share, weight: finite });

export const ARGUMENTS = {
  session: fields({ emitter: text(64, 1), epoch: integer(0) }, { holder: text(64, 1), turn: integer(0) }),
  endSession: fields({ session: integer(1, 2 ** 32 - 1) }, {}),
  query: fields({}, { ...filter, order: oneOf('asc', 'desc'), limit: ROWS, cursor }),
  aggregate: fields(
    {},
    {
      ...filter,
      groupBy: list(NAME, LIMITS.groupingsMax),
      bucketUs: integer(1),
      measures: list(measure, LIMITS.measuresMax),
      limit: integer(1, LIMITS.groupsMax),
    },
  ),
  event: fields({ id: ID }, { asOf }),
  known: fields({ ids: list(ID, LIMITS.knownIdsMax) }, {}),
  causes: fields({ id: ID }, { depth: integer(1, LIMITS.causesDepthMax), limit: ROWS, asOf }),
  effects: fields({ id: ID }, { limit: ROWS, asOf }),
  concept: fields({ id: ID }, { asOf }),
  neighbours: fields(
    { id: ID },
    {
      direction: oneOf('out', 'in', 'both'),
      types: TYPES,
      confidenceMin: share,
      fromUs: integer(Number.MIN_SAFE_INTEGER),
      toUs: integer(Number.MIN_SAFE_INTEGER),
      limit: ROWS,
      cursor,
      asOf,
    },
  ),
  paths: fields(
    { from: ID, to: ID },
    {
      mode: oneOf('shortest', 'best', 'all'),
      direction: oneOf('out', 'in', 'both'),
      types: TYPES,
      depth: integer(1, LIMITS.hopsMax),
      limit: integer(1, LIMITS.pathsMax),
      timeRespecting: flag,
      learnedOnly: flag,
      visitedMax: integer(1, LIMITS.visitedMax),
      timeMaxMs: TIME_MAX,
      asOf,
    },
  ),
  search: fields(
    {},
    {
      text: text(LIMITS.searchCharsMax),
      vector: numbers,
      mode: oneOf('lexical', 'vector', 'fused'),
      limit: integer(1, LIMITS.hitsMax),
      where: list(predicate, LIMITS.predicatesMax),
      fromUs: integer(Number.MIN_SAFE_INTEGER),
      toUs: integer(Number.MIN_SAFE_INTEGER),
      similarityMin: finite,
      timeMaxMs: TIME_MAX,
      asOf,
    },
  ),
  forget: fields({}, { key: LEARNED, concepts: list(ID, LIMITS.learnItemsMax), associations: list(triple, LIMITS.learnItemsMax) }),
  snapshot: fields({ name: NAME }, { atSeq: POSITION }),
  putSnapshot: fields({ name: NAME, seq: POSITION }, {}),
  stats: fields({}, {}),
  flush: fields({}, {}),
  backup: fields({ to: text(64, 1) }, {}),
  space: fields({}, {}),
  retain: fields({}, { dryRun: flag, thorough: flag }),
  learn: fields({}, { key: LEARNED, concepts: list(concept, LIMITS.learnItemsMax), associations: list(association, LIMITS.learnItemsMax) }),
  feed: fields({ fromSeq: POSITION, creditBytes: integer(1, FRAME_LIMITS.messageBytesMax) }, { ...following, keepWords: flag }),
} as const;

export type OperationName = keyof typeof ARGUMENTS;
export const OPERATION_NAMES = Object.keys(ARGUMENTS) as readonly OperationName[];

export const CALL_HEAD = fields({ op: text(64, 1) }, { args: json as Shape<unknown>, limitMs: integer(1), keepWords: flag });
