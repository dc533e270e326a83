import { parseEventId, type StoredEvent } from '@sutra/wire';
import type { AsOf, Association, Concept, EventFilter, NeighbourPage, NeighbourQuery, UnknownName } from '../../contract/query.ts';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';
import type { CallOptions } from '../../contract/store.ts';
import { assertInteger, invalidQuery } from '../errors.ts';
import { fingerprint } from '../read/cursor.ts';
import type { EventReader } from '../read/reader.ts';
import { eventTypes, unknownNames } from '../read/unknown-names.ts';
import { checkId } from './batch.ts';
import { type EdgePlace, readEdgeCursor, type ViewsPlace, writeEdgeCursor } from './edge-cursor.ts';
import { edgeFilter, type Visible } from './edge-rows.ts';
import type { GraphIndex } from './graph-index.ts';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = REQUEST_LIMITS.rowsMax;
/** Rows of the index read before others may run. */
const ROWS_AT_ONCE = 1_024;
const SECOND_US = 1_000_000;
const SECOND_ID = /^ts-(\d{1,11})$/;
export const CAUSED = 'caused';
export const TEMPORAL = 'temporal';

/**
 * The graph as one: what was learned (stored) and what events imply (views over the log, nothing stored):
 *   entity —type→ event      cause —caused→ effect      event —temporal→ ts-<unix second>
 */
export class Graph {
  readonly #reader: EventReader;
  readonly #index: GraphIndex;

  constructor(reader: EventReader, index: GraphIndex) {
    this.#reader = reader;
    this.#index = index;
  }

  /** @throws SutraError SUTRA_STORE_INVALID when it is no id */
  async concept(id: string, asOf: AsOf | undefined, options?: CallOptions): Promise<Concept | undefined> {
    checkId(id, 'id', 'look up a concept');
    const learned = this.#index.concept(id, visibleAt(asOf));
    if (learned !== undefined) return learned;
    const through = await this.#reader.position(asOf, this.#reader.slices(options));
    const event = await this.#eventAt(id, through, options);
    if (event !== undefined) return conceptOfEvent(event);
    return this.#entity(id, through, options);
  }

  /** An entity exists since the first event that names it. */
  async #entity(id: string, through: number, options?: CallOptions): Promise<Concept | undefined> {
    const query = { entities: [[id]], limit: 1, asOf: { seq: through } };
    const { events: oldest } = await this.#reader.query({ ...query, order: 'asc' }, options);
    const { events: newest } = await this.#reader.query({ ...query, order: 'desc' }, options);
    const [first, last] = [oldest[0], newest[0]];
    if (first === undefined || last === undefined) return undefined;
    const base = { content: id, strength: 1, confidence: 1, metadata: {}, version: 1 };
    return { id, kind: 'entity', ...base, createdUs: first.timeUs, updatedUs: last.timeUs };
  }

  #eventAt(id: string, through: number, options?: CallOptions): Promise<StoredEvent | undefined> {
    return this.#reader.event(id, this.#reader.slices(options), through);
  }

  async neighbours(query: NeighbourQuery, options?: CallOptions): Promise<NeighbourPage> {
    const { cursor, limit = LIMIT_DEFAULT, ...rest } = query;
    assertInteger(limit, 'limit', 1, LIMIT_MAX);
    checkQuery(query);
    const of = fingerprint(rest);
    const begin = cursor === undefined ? await this.#start(query.asOf, options) : readEdgeCursor(cursor, of);
    const { asOfSeq } = begin;
    // A page carries the position of the first one, so learning in between does not shift it.
    const visible = visibleAt(query.asOf ?? (cursor === undefined ? undefined : { seq: asOfSeq }));
    const budget = this.#reader.budget(options);
    const found: Association[] = [];
    let { place } = begin;
    while (!('views' in place) && found.length < limit && (await budget.goOn())) {
      const page = this.#index.edges.page(query, visible, place.next, ROWS_AT_ONCE, limit - found.length);
      found.push(...page.edges);
      place = page.next === undefined ? { views: { skipped: 0 } } : { next: page.next };
    }
    const unknown = this.unknownTypes(query.types);
    const answer = {
      asOfSeq,
      partial: budget.spent !== undefined,
      ...(budget.spent === undefined ? {} : { partialBecause: budget.spent }),
      ...(unknown === undefined ? {} : { unknown }),
    };
    if (!('views' in place)) return { associations: found, cursor: writeEdgeCursor(of, { asOfSeq, place }), ...answer };
    const { associations, next } = await this.#viewsPage(query, asOfSeq, place.views, limit - found.length, options);
    return {
      associations: [...found, ...associations],
      ...(next === undefined ? {} : { cursor: writeEdgeCursor(of, { asOfSeq, place: { views: next } }) }),
      ...answer,
    };
  }

  /** Those that neither an association nor an event ever had; undefined when there are none. */
  unknownTypes(types: readonly string[] = []): readonly UnknownName[] | undefined {
    if (types.length === 0) return undefined;
    const ofEvents = eventTypes(this.#reader.catalog.segments);
    const { edges } = this.#index;
    const has = (type: string): boolean => type === CAUSED || type === TEMPORAL || ofEvents.has(type) || edges.hasType(type);
    const unknown = unknownNames(types, 'types', has, () => [CAUSED, TEMPORAL, ...ofEvents, ...edges.types()]);
    return unknown.length === 0 ? undefined : unknown;
  }

  async #start(asOf: AsOf | undefined, options?: CallOptions): Promise<{ asOfSeq: number; place: EdgePlace }> {
    return { asOfSeq: await this.#reader.position(asOf, this.#reader.slices(options)), place: {} };
  }

  /** What events imply about an id, up to `count` associations. */
  async views(query: NeighbourQuery, through: number, count: number, options?: CallOptions): Promise<Association[]> {
    const views = await this.#viewsOf(query, through, options);
    return 'list' in views ? views.list(count) : this.#eventViews(views, count, options);
  }

  /** Some of it, from a place on. Events are gone on with from one of them: what retention takes from those before moves nothing. */
  async #viewsPage(
    query: NeighbourQuery,
    through: number,
    { skipped, cursor }: ViewsPlace,
    room: number,
    options?: CallOptions,
  ): Promise<{ readonly associations: readonly Association[]; readonly next?: ViewsPlace }> {
    const views = await this.#viewsOf(query, through, options);
    if ('list' in views) {
      const found = await views.list(skipped + room + 1);
      const through = skipped + room;
      return { associations: found.slice(skipped, through), ...(found.length > through ? { next: { skipped: through } } : {}) };
    }
    const page = await this.#reader.query(
      { ...views.rows, limit: Math.max(1, room), ...(cursor === undefined ? {} : { cursor }) },
      options,
    );
    if (room === 0) return { associations: [], ...(page.events.length > 0 ? { next: { skipped: 0 } } : {}) };
    return { associations: page.events.map(views.of), ...(page.cursor === undefined ? {} : { next: { skipped: 0, cursor: page.cursor } }) };
  }

  async #viewsOf(query: NeighbourQuery, through: number, options?: CallOptions): Promise<Views> {
    const { id, types, direction = 'both' } = query;
    if (through === 0) return NO_VIEWS;
    const filter = edgeFilter(query);
    const fits = (type: string): boolean => types === undefined || types.includes(type);
    const [outward, inward] = [direction !== 'in', direction !== 'out'];
    const second = SECOND_ID.exec(id)?.[1];
    if (second !== undefined) return inward && fits(TEMPORAL) ? secondViews(Number(second), query, through) : NO_VIEWS;
    const event = await this.#eventAt(id, through, options);
    if (event !== undefined) return { list: (count) => this.#ofEvent(event, { outward, inward, fits, filter }, through, count, options) };
    const effects = (count: number) => this.#effectViews(id, filter, through, count, options);
    if (outward && fits(CAUSED) && parseEventId(id) !== undefined && (await effects(1)).length > 0) return { list: effects };
    return outward ? entityViews(query, through) : NO_VIEWS;
  }

  async #ofEvent(
    event: StoredEvent,
    { outward, inward, fits, filter }: Wanted,
    through: number,
    count: number,
    options?: CallOptions,
  ): Promise<Association[]> {
    const { id, timeUs } = event;
    const found: Association[] = [];
    if (inward) found.push(...inwardViews(event, fits));
    if (outward && fits(TEMPORAL)) found.push(view(id, TEMPORAL, `ts-${Math.floor(timeUs / SECOND_US)}`, timeUs));
    const kept = found.filter(filter);
    if (outward && fits(CAUSED) && kept.length < count)
      kept.push(...(await this.#effectViews(id, filter, through, count - kept.length, options)));
    return kept.slice(0, count);
  }

  async #effectViews(id: string, filter: (edge: Association) => boolean, through: number, count: number, options?: CallOptions) {
    const slices = this.#reader.slices(options);
    const found: Association[] = [];
    for (const place of await this.#reader.lookup.effects(id, through, slices)) {
      if (found.length === count) break;
      const effect = this.#reader.eventAt(place);
      const edge = view(id, CAUSED, effect.id, effect.timeUs);
      if (filter(edge)) found.push(edge);
      if (slices.over) await slices.turn();
    }
    return found;
  }

  /** Newest first, as many pages as it takes. */
  async #eventViews({ rows, of }: EventViews, count: number, options?: CallOptions): Promise<Association[]> {
    const found: Association[] = [];
    let cursor: string | undefined;
    do {
      const limit = Math.min(LIMIT_MAX, count - found.length);
      const page = await this.#reader.query({ ...rows, limit, ...(cursor === undefined ? {} : { cursor }) }, options);
      found.push(...page.events.map(of));
      cursor = found.length < count ? page.cursor : undefined;
    } while (cursor !== undefined);
    return found;
  }
}

/** Views that are the rows of one question, an association each, newest first. */
interface EventViews {
  readonly rows: EventFilter;
  readonly of: (event: StoredEvent) => Association;
}

/** What events imply about one id: the rows of a question, or a list made up to a count. */
type Views = EventViews | { readonly list: (count: number) => Promise<Association[]> };

const NO_VIEWS: Views = { list: () => Promise.resolve([]) };

/** What a question asks for of the views of an event. */
interface Wanted {
  readonly outward: boolean;
  readonly inward: boolean;
  readonly fits: (type: string) => boolean;
  readonly filter: (edge: Association) => boolean;
}

function entityViews({ id, types, ...times }: NeighbourQuery, through: number): Views {
  const rows = { entities: [[id]], asOf: { seq: through }, ...(types === undefined ? {} : { types }), ...timesOf(times) };
  return { rows, of: (event) => view(id, event.type, event.id, event.timeUs) };
}

function secondViews(second: number, { fromUs, toUs }: NeighbourQuery, through: number): Views {
  const rows = {
    fromUs: Math.max(fromUs ?? 0, second * SECOND_US),
    toUs: Math.min(toUs ?? Number.POSITIVE_INFINITY, (second + 1) * SECOND_US),
    asOf: { seq: through },
  };
  return { rows, of: (event) => view(event.id, TEMPORAL, `ts-${second}`, event.timeUs) };
}

const timesOf = ({ fromUs, toUs }: Pick<NeighbourQuery, 'fromUs' | 'toUs'>) => {
  return { ...(fromUs === undefined ? {} : { fromUs }), ...(toUs === undefined ? {} : { toUs }) };
};

/** @throws SutraError SUTRA_STORE_INVALID naming the field */
function checkQuery({ id, direction = 'both', confidenceMin = 0 }: NeighbourQuery): void {
  checkId(id, 'id', 'find neighbours');
  if (!['out', 'in', 'both'].includes(direction))
    throw invalidQuery('direction', `direction ${JSON.stringify(direction)} is none of out, in, both`);
  if (!(confidenceMin >= 0 && confidenceMin <= 1)) throw invalidQuery('confidenceMin', `confidenceMin ${confidenceMin} is not in 0..1`);
}

const view = (source: string, type: string, target: string, timeUs: number): Association => {
  return { source, type, target, confidence: 1, weight: 1, timeUs };
};

function inwardViews(event: StoredEvent, fits: (type: string) => boolean): Association[] {
  const named = fits(event.type) ? event.entities.map((entity) => view(entity, event.type, event.id, event.timeUs)) : [];
  const caused = fits(CAUSED) ? event.causes.map((cause) => view(cause, CAUSED, event.id, event.timeUs)) : [];
  return [...named, ...caused];
}

export function visibleAt(asOf: AsOf | undefined): Visible {
  if (asOf === undefined) return () => true;
  return 'seq' in asOf ? ({ seq }) => seq <= asOf.seq : ({ timeUs }) => timeUs <= asOf.timeUs;
}

function conceptOfEvent(event: StoredEvent): Concept {
  const { id, timeUs, recordedAtUs, seq, emitter, epoch, emitterSeq, type, entities, causes, operation, meta, body } = event;
  const content = {
    type,
    timeUs,
    recordedAtUs,
    seq,
    emitter,
    epoch,
    emitterSeq,
    entities,
    causes,
    ...(operation === undefined ? {} : { operation }),
    ...(meta === undefined ? {} : { meta }),
    body,
  };
  return { id, kind: 'event', content, strength: 1, confidence: 1, metadata: {}, version: 1, createdUs: timeUs, updatedUs: recordedAtUs };
}
