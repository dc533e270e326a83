import { SutraError } from '@sutra/kit';
import type { Hop, Path, PathAnswer, PathQuery } from '../../contract/graph.ts';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';
import type { CallOptions } from '../../contract/store.ts';
import { assertInteger, invalidQuery } from '../errors.ts';
import { checkId } from '../graph/batch.ts';
import type { GraphIndex } from '../graph/graph-index.ts';
import { type Graph, visibleAt } from '../graph/neighbours.ts';
import type { EventReader } from '../read/reader.ts';
import { bestPaths } from './best.ts';
import { earliestPath } from './earliest.ts';
import { shortestPath } from './shortest.ts';
import { type Step, Walk } from './walk.ts';

const DEPTH_DEFAULT = 6;
const VISITED_DEFAULT = 100_000;
const LIMIT_DEFAULT = { shortest: 1, best: 3, all: 100 } as const;
/** Steps of cost in one factor of e of confidence: fine enough that what it orders wrongly no one can tell apart. */
const COST_STEPS = 1e9;

/** @throws SutraError SUTRA_STORE_INVALID, SUTRA_STORE_UNKNOWN */
export async function findPaths(
  query: PathQuery,
  index: GraphIndex,
  graph: Graph,
  reader: EventReader,
  options?: CallOptions,
): Promise<PathAnswer> {
  const { from, to, mode = 'shortest' } = query;
  checkId(from, 'from', 'find paths');
  checkId(to, 'to', 'find paths');
  if (!['out', 'in', 'both'].includes(query.direction ?? 'both'))
    throw invalidQuery('direction', `direction ${JSON.stringify(query.direction)} is none of out, in, both`);
  if (!Object.hasOwn(LIMIT_DEFAULT, mode)) throw invalidQuery('mode', `mode ${JSON.stringify(mode)} is none of shortest, best, all`);
  const depth = assertInteger(query.depth ?? DEPTH_DEFAULT, 'depth', 1, REQUEST_LIMITS.hopsMax);
  const limit = assertInteger(query.limit ?? LIMIT_DEFAULT[mode], 'limit', 1, REQUEST_LIMITS.pathsMax);
  const visitedMax = assertInteger(query.visitedMax ?? VISITED_DEFAULT, 'visitedMax', 1, REQUEST_LIMITS.visitedMax);
  const through = await reader.position(query.asOf, reader.slices(options));
  const budget = reader.budget(options, query.timeMaxMs);
  const walk = new Walk(query, { index, graph, visible: visibleAt(query.asOf), budget, options, through, visitedMax });
  for (const id of [from, to]) await assertKnown(id, query, graph, options);
  const found = await search(walk, query, mode, depth, limit);
  const because = budget.because;
  const unknown = graph.unknownTypes(query.types);
  return {
    paths: found.map(explain),
    asOfSeq: through,
    visited: walk.visited,
    edges: walk.edges,
    partial: because !== undefined,
    ...(because === undefined ? {} : { partialBecause: because }),
    ...(unknown === undefined ? {} : { unknown }),
  };
}

async function search(walk: Walk, query: PathQuery, mode: NonNullable<PathQuery['mode']>, depth: number, limit: number): Promise<Step[][]> {
  const { from, to, timeRespecting = false } = query;
  if (from === to) return [[]];
  if (mode === 'shortest') {
    const path = await (timeRespecting ? earliestPath : shortestPath)(walk, from, to, depth);
    return path === undefined ? [] : [path];
  }
  const hopsOnly = mode === 'all';
  const costOf = ({ edge }: Step): number => (hopsOnly ? 0 : Math.round(-Math.log(edge.confidence) * COST_STEPS) + 0);
  return bestPaths(walk, { from, to, depth, limit, timeRespecting, hopsOnly, costOf });
}

/** An unknown end is not the same as no path. */
async function assertKnown(id: string, { asOf }: PathQuery, graph: Graph, options?: CallOptions): Promise<void> {
  if ((await graph.concept(id, asOf, options)) !== undefined) return;
  const { associations } = await graph.neighbours({ id, limit: 1, ...(asOf === undefined ? {} : { asOf }) }, options);
  if (associations.length === 0)
    throw new SutraError('SUTRA_STORE_UNKNOWN', `Cannot find paths: ${JSON.stringify(id)} is neither a concept nor named by anything`);
}

/** The path as what it rests on. */
function explain(steps: readonly Step[]): Path {
  let score = 1;
  const hops = steps.map(({ from, to, edge, direction }): Hop => {
    const { type, confidence, weight, timeUs } = edge;
    score *= confidence;
    return { from, to, type, direction, confidence, weight, timeUs, score };
  });
  return { hops, confidence: score };
}
