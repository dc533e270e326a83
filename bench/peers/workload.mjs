/**
 * The events of bench/workload.mjs for systems that know nothing of the grid: each names exactly three entities (the agent or node it is
 * about, its host, its zone), and what is asked of them can be worked out beside the system.
 */
import { mustEqual } from '../measure.mjs';
import { LATEST, records } from '../workload.mjs';

export const CHAIN = 10;
/** How often a question is asked within one round of a system, when it has been rehearsed; the figure is the median. */
export const ASKED = { latest: 400, count: 7, chain: 300, replay: 2 };
const ZONES = 10;
const ENTITIES = 3;
const DAY_US = 86_400_000_000;

/** The events of one emitter. `daysBack` moves them out of the day that is asked about. */
export function* events(emitter, count, { seed = 1, daysBack = 0 } = {}) {
  for (const record of records(emitter, 1, count, seed)) {
    const timeUs = record.timeUs - daysBack * DAY_US;
    const place = Number(record.body.agent_id.slice(-3));
    const more = [`host:host-${String(place).padStart(3, '0')}`, `zone:zone-${place % ZONES}`];
    const entities = [...new Set([...record.entities, ...more])].slice(0, ENTITIES);
    const id = daysBack === 0 ? record.id : record.id.replace(String(record.timeUs), String(timeUs));
    yield eventOf(record, { id, timeUs, entities, emitter });
  }
}

/**
 * Field by field, as whoever emits an event makes it: then all have the few layouts that the engine of the language gives to what is made in one place. A copy of a
 * copy by `...` has one of its own each time, and who reads it, JSON.stringify as well, would be measured looking for fields.
 */
function eventOf({ type, emitterSeq, causes, body, operation, meta }, { id, timeUs, entities, emitter }) {
  const event = { id, type, timeUs, emitterSeq, entities, causes, body };
  if (operation !== undefined) event.operation = operation;
  if (meta !== undefined) event.meta = meta;
  event.emitter = emitter;
  return event;
}

/** What a peer keeps: the whole event as JSON. */
export const documentOf = (event) => JSON.stringify(event);

/** What the day of one emitter must answer. Made from the same generator, beside every system. */
export class Answers {
  latest = new Map();
  counts = new Map();
  crashes = [];
  count = 0;
  bytes = 0;

  constructor(emitter, count) {
    for (const event of events(emitter, count)) this.#add(event);
  }

  #add(event) {
    this.fromUs ??= event.timeUs;
    this.toUs = event.timeUs + 1;
    this.count++;
    this.bytes += documentOf(event).length;
    for (const entity of event.entities) {
      const ids = this.latest.get(entity) ?? [];
      ids.push(event.id);
      if (ids.length > LATEST) ids.shift();
      this.latest.set(entity, ids);
    }
    const key = `${event.type} ${event.body.agent_id}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    if (event.type === 'node_crashed') this.crashes.push(event.id);
  }

  /** Entities with a full page, in an order that hops about. */
  get asked() {
    this.full ??= [...this.latest].filter(([, ids]) => ids.length === LATEST).map(([entity]) => entity);
    return this.full;
  }

  checkLatest(entity, found) {
    mustEqual(
      found.map(({ id }) => id),
      [...this.latest.get(entity)].reverse(),
      `the latest ${LATEST} of ${entity}`,
    );
  }

  checkCounts(groups) {
    const found = groups.map(([type, agent, count]) => [`${type} ${agent}`, count]).sort();
    mustEqual(found, [...this.counts].sort(), 'the counts by type and agent');
  }

  chainFrom(i) {
    const start = this.crashes.length - 1 - i;
    return { id: this.crashes[start], expected: this.crashes.slice(start - CHAIN, start + 1).reverse() };
  }
}

/** A fold over a history: what every replay must come to, in whatever order equal events came. */
export class Fold {
  count = 0;
  numbers = 0;
  types = {};
  cpu = 0;

  add(event) {
    this.count++;
    this.numbers += event.emitterSeq;
    this.types[event.type] = (this.types[event.type] ?? 0) + 1;
    if (event.body.cpu_pct !== undefined) this.cpu += Math.round(event.body.cpu_pct * 10);
  }

  get result() {
    return [this.count, this.numbers, this.cpu, Object.entries(this.types).sort()];
  }
}
