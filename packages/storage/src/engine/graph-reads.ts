import type { PathAnswer, PathQuery, SearchAnswer, SearchQuery } from '../contract/graph.ts';
import type { AsOf, Concept, NeighbourPage, NeighbourQuery } from '../contract/query.ts';
import type { CallOptions } from '../contract/store.ts';
import type { GraphIndex } from './graph/graph-index.ts';
import type { Learner } from './graph/learner.ts';
import { Graph, visibleAt } from './graph/neighbours.ts';
import { findPaths } from './paths/find-paths.ts';
import type { EventReader } from './read/reader.ts';
import type { ReadReports } from './read-reports.ts';
import type { EmbeddedTexts } from './search/embedded-texts.ts';
import { Search } from './search/search.ts';

export interface GraphReadParts {
  readonly index: GraphIndex;
  readonly reader: EventReader;
  readonly learner: Learner;
  readonly reports: ReadReports;
  readonly texts: EmbeddedTexts | undefined;
  monotonicMs(): number;
}

/** What is asked of concepts and associations. Every answer sees everything learned before the question, and is reported with the time it took. */
export class GraphReads {
  readonly #parts: GraphReadParts;
  readonly #graph: Graph;

  constructor(parts: GraphReadParts) {
    this.#parts = parts;
    this.#graph = new Graph(parts.reader, parts.index);
  }

  async concept(id: string, asOf?: AsOf, options?: CallOptions): Promise<Concept | undefined> {
    await this.#parts.learner.settled();
    return this.#graph.concept(id, asOf, options);
  }

  neighbours(query: NeighbourQuery, options?: CallOptions): Promise<NeighbourPage> {
    return this.#reported(
      () => this.#graph.neighbours(query, options),
      ({ associations }, ms) => this.#parts.reports.neighbours(associations, ms),
    );
  }

  paths(query: PathQuery, options?: CallOptions): Promise<PathAnswer> {
    const { index, reader, reports } = this.#parts;
    return this.#reported(
      () => findPaths(query, index, this.#graph, reader, options),
      (answer, ms) => reports.paths(query, answer, ms),
    );
  }

  search(query: SearchQuery, options?: CallOptions): Promise<SearchAnswer> {
    const { index, reader, reports, texts } = this.#parts;
    return this.#reported(
      async () => {
        const budget = reader.budget(options, query.timeMaxMs);
        const { mode, text, vector } = query;
        const asked = mode === 'lexical' || vector !== undefined || text === undefined ? undefined : await texts?.near(text, options);
        const asOfSeq = await reader.position(query.asOf, reader.slices(options));
        return new Search(index, query, asked, visibleAt(query.asOf), budget).answer(asOfSeq);
      },
      (answer, ms) => reports.search(query, answer, ms),
    );
  }

  async #reported<T>(work: () => Promise<T>, report: (answer: T, ms: number) => void): Promise<T> {
    const { learner, monotonicMs } = this.#parts;
    await learner.settled();
    const startedMs = monotonicMs();
    const answer = await work();
    report(answer, monotonicMs() - startedMs);
    return answer;
  }
}
