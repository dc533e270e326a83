import { FRAME_LIMITS } from '@sutra/wire';
import { either, fields, finite, flag, integer, json, list, oneOf, record, type Shape, text } from './shape.ts';

/** What each operation takes, as sent by a stranger. After these, types are trusted. */
const ID = text(1_024, 1);
const NAME = text(256, 1);
const POSITION = integer(0);
const scalar = either('text, a number, true or false', text(65_536), finite, flag);
const asOf = either('a seq or a time', fields({ seq: POSITION }, {}), fields({ timeUs: integer(0) }, {}));

const predicate = either(
  'a predicate: is, not, gt, gte, lt, lte, contains or exists on one field',
  fields({ field: NAME, is: list(scalar, 10_000) }, {}),
  fields({ field: NAME, not: list(scalar, 10_000) }, {}),
  fields({ field: NAME, contains: text(4_096) }, {}),
  fields({ field: NAME, exists: flag }, {}),
  fields({ field: NAME }, { gt: finite, gte: finite, lt: finite, lte: finite }),
);

const following = {
  types: list(NAME, 1_000),
  typesNot: list(NAME, 1_000),
  entities: list(list(ID, 10_000), 16),
};

const filter = {
  ...following,
  fromUs: integer(Number.MIN_SAFE_INTEGER),
  toUs: integer(Number.MIN_SAFE_INTEGER),
  afterSeq: POSITION,
  where: list(predicate, 64),
  any: list(list(predicate, 64), 64),
  asOf,
};

const measure = fields({ fn: oneOf('min', 'max', 'sum', 'avg', 'p50', 'p90', 'p95', 'p99'), field: NAME }, {});
const cursor = text(4_096, 1);
const share: Shape<number> = finite;

const numbers = list(finite, 4_096);
const vector = either('a list of finite numbers, or base64 of 32-bit floats', numbers, text(24_576, 1));

const concept = fields({ id: ID, content: json }, { strength: share, confidence: share, metadata: record(json, 1_000), embedding: vector });
const triple = fields({ source: ID, type: NAME, target: ID }, {});
const association = fields({ source: ID, type: NAME, target: ID }, { confidence: share, weight: finite });

export const ARGUMENTS = {
  session: fields({ emitter: text(64, 1), epoch: integer(0) }, { holder: text(64, 1), turn: integer(0) }),
  endSession: fields({ session: integer(1, 2 ** 32 - 1) }, {}),
  query: fields({}, { ...filter, order: oneOf('asc', 'desc'), limit: integer(1, 10_000), cursor }),
  aggregate: fields(
    {},
    { ...filter, groupBy: list(NAME, 4), bucketUs: integer(1), measures: list(measure, 8), limit: integer(1, 100_000) },
  ),
  event: fields({ id: ID }, {}),
  known: fields({ ids: list(ID, 10_000) }, {}),
  causes: fields({ id: ID }, { depth: integer(1, 1_000), limit: integer(1, 10_000), asOf }),
  effects: fields({ id: ID }, { limit: integer(1, 10_000) }),
  concept: fields({ id: ID }, { asOf }),
  neighbours: fields(
    { id: ID },
    {
      direction: oneOf('out', 'in', 'both'),
      types: list(NAME, 1_000),
      confidenceMin: share,
      fromUs: integer(Number.MIN_SAFE_INTEGER),
      toUs: integer(Number.MIN_SAFE_INTEGER),
      limit: integer(1, 10_000),
      cursor,
      asOf,
    },
  ),
  paths: fields(
    { from: ID, to: ID },
    {
      mode: oneOf('shortest', 'best', 'all'),
      direction: oneOf('out', 'in', 'both'),
      types: list(NAME, 1_000),
      depth: integer(1, 32),
      limit: integer(1, 1_000),
      timeRespecting: flag,
      learnedOnly: flag,
      visitedMax: integer(1, 1_000_000),
      timeMaxMs: integer(1, 30_000),
      asOf,
    },
  ),
  search: fields(
    {},
    {
      text: text(65_536),
      vector: numbers,
      mode: oneOf('lexical', 'vector', 'fused'),
      limit: integer(1, 1_000),
      where: list(predicate, 32),
      fromUs: integer(Number.MIN_SAFE_INTEGER),
      toUs: integer(Number.MIN_SAFE_INTEGER),
      similarityMin: finite,
      timeMaxMs: integer(1, 30_000),
      asOf,
    },
  ),
  forget: fields({}, { key: text(256, 1), concepts: list(ID, 10_000), associations: list(triple, 10_000) }),
  snapshot: fields({ name: NAME }, { atSeq: POSITION }),
  putSnapshot: fields({ name: NAME, seq: POSITION }, {}),
  stats: fields({}, {}),
  flush: fields({}, {}),
  backup: fields({ to: text(64, 1) }, {}),
  space: fields({}, {}),
  retain: fields({}, { dryRun: flag, thorough: flag }),
  learn: fields({}, { key: text(256, 1), concepts: list(concept, 100_000), associations: list(association, 100_000) }),
  feed: fields({ fromSeq: POSITION, creditBytes: integer(1, FRAME_LIMITS.messageBytesMax) }, following),
} as const;

export type OperationName = keyof typeof ARGUMENTS;
export const OPERATION_NAMES = Object.keys(ARGUMENTS) as readonly OperationName[];

export const CALL_HEAD = fields({ op: text(64, 1) }, { args: json as Shape<unknown>, limitMs: integer(1) });
