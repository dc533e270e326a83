import { CustomEventAnswer, CustomEventRequest, EventDetailAnswer, EventsAnswer, EventsQuery } from '@sutra/api';
import { nearest, SutraError } from '@sutra/kit';
import {
  CATALOGUE,
  type CustomDraft,
  EVENT_TYPES,
  fromStored,
  type GridEvent,
  isCustomType,
  isEventType,
  SEVERITIES,
  type Severity,
  summaryOf,
  toEventJson,
} from '@sutra/model';
import type { CallOptions, EventPage, EventQuery, Predicate, StoreReader } from '@sutra/storage';
import { z } from 'zod';
import { type App, type Context, instantUs, reading } from './context.ts';

const HOUR_US = 3_600_000_000;
const LIMIT_DEFAULT = 1_000;
/** Hours looked back when neither `hours` nor `from` is given. */
const HOURS_DEFAULT = 24;

/** The record: listing, one event with its causes and effects, and events of users. */
export function eventRoutes(app: App, context: Context): void {
  app.get(
    '/api/grid/events',
    {
      schema: {
        tags: ['events'],
        summary: 'Events by type, entity and time, newest first',
        querystring: EventsQuery,
        response: { 200: EventsAnswer },
      },
    },
    async (request) => {
      const page = await reading(context, request, (limit) => listEvents(context.store, request.query, context.clock.wallUs(), limit));
      const { cursor, partialBecause } = page;
      return {
        events: page.events.map(toEventJson),
        as_of_seq: page.asOfSeq,
        scanned: page.scanned,
        partial: page.partial,
        ...(cursor === undefined ? {} : { cursor }),
        ...(partialBecause === undefined ? {} : { partial_because: partialBecause }),
      };
    },
  );
  app.get(
    '/api/grid/events/:id',
    {
      schema: {
        tags: ['events'],
        summary: 'One event with its recorded causes and effects',
        params: z.object({ id: z.string().min(1).max(512) }),
        querystring: z.object({ at: z.string().optional() }),
        response: { 200: EventDetailAnswer },
      },
    },
    (request) =>
      reading(context, request, async (limit) => {
        const { id } = request.params;
        const untilUs = request.query.at === undefined ? Number.POSITIVE_INFINITY : instantUs(request.query.at, 'at');
        const event = await context.store.event(id, undefined, limit);
        if (event === undefined || event.timeUs > untilUs)
          throw new SutraError('SUTRA_CONTROL_NOT_FOUND', `Cannot find event ${JSON.stringify(id.slice(0, 200))}`, {
            mend: 'List events with GET /api/grid/events; old events may have been removed by retention.',
          });
        const causes = await Promise.all(event.causes.map((cause) => context.store.event(cause, undefined, limit)));
        const effects = await context.store.effects({ id, limit: 100 }, limit);
        return {
          event: toEventJson(fromStored(event)),
          causes: causes.filter((cause) => cause !== undefined).map((cause) => toEventJson(fromStored(cause))),
          effects: effects.filter((effect) => effect.timeUs <= untilUs).map((effect) => toEventJson(fromStored(effect))),
          causes_missing: event.causes.filter((_, i) => causes[i] === undefined),
        };
      }),
  );
  app.post(
    '/api/events',
    {
      config: { access: 'change' },
      schema: {
        tags: ['events'],
        summary: 'Record an event of your own (custom.*)',
        body: CustomEventRequest,
        response: { 202: CustomEventAnswer },
      },
    },
    async (request, reply) => {
      const kept = context.emitter.emit(customDraft(request.body, request.actor));
      // An event that cannot be taken is itself recorded: the refusal is what comes back.
      if (kept.type !== request.body.event_type)
        throw new SutraError('SUTRA_CONTROL_EVENT_REFUSED', `Cannot take the event: ${summaryOf(kept)}`);
      return reply.code(202).send({ accepted: true, event_id: kept.id });
    },
  );
}

function customDraft(body: CustomEventRequest, actor: string): CustomDraft {
  return {
    type: body.event_type as `custom.${string}`,
    body: body.details,
    entities: body.entities,
    actor,
    ...(body.timestamp === undefined ? {} : { timeUs: instantUs(body.timestamp, 'timestamp') }),
    ...(body.caused_by === undefined ? {} : { causedBy: body.caused_by }),
    ...(body.severity === undefined ? {} : { severity: body.severity }),
    ...(body.reason === undefined ? {} : { reason: body.reason }),
  };
}

/** Pages read for one listing that filters by severity: a row of the catalogue gives most events theirs, so it is known only after decoding. */
const SEVERITY_PAGES_MAX = 20;

async function listEvents(
  store: StoreReader,
  query: EventsQuery,
  nowUs: number,
  options: CallOptions,
): Promise<Omit<EventPage, 'events'> & { readonly events: GridEvent[] }> {
  const first = storeQuery(query, nowUs);
  const limit = first.limit ?? LIMIT_DEFAULT;
  const wanted = query.severity === undefined ? undefined : severities(query.severity);
  let page = await store.query(first, options);
  const keep = (events: EventPage['events']): GridEvent[] =>
    events.map(fromStored).filter((event) => wanted === undefined || wanted.includes(event.severity));
  const events = keep(page.events);
  let scanned = page.scanned;
  for (let pages = 1; wanted !== undefined && page.cursor !== undefined && events.length < limit; pages++) {
    if (pages === SEVERITY_PAGES_MAX)
      return { ...page, events, scanned, partial: true, partialBecause: `${SEVERITY_PAGES_MAX} pages were read; go on with the cursor` };
    page = await store.query({ ...first, limit: limit - events.length, cursor: page.cursor }, options);
    events.push(...keep(page.events));
    scanned += page.scanned;
  }
  return { ...page, events, scanned };
}

/** The documented query parameters in the store's words. */
export function storeQuery(query: EventsQuery, nowUs: number): EventQuery {
  const endUs = query.at === undefined ? undefined : instantUs(query.at, 'at');
  const toUs = query.to === undefined ? endUs : instantUs(query.to, 'to');
  // A window in hours ends at `to` or `at` when given, and is open to events that arrive while the answer is made.
  const hours = query.hours ?? (query.from === undefined ? HOURS_DEFAULT : undefined);
  const fromUs = query.from !== undefined ? instantUs(query.from, 'from') : (toUs ?? nowUs) - (hours as number) * HOUR_US;
  const where: Predicate[] = [];
  if (query.operation_id !== undefined) where.push({ field: 'operation', is: [query.operation_id] });
  return {
    fromUs: Math.floor(fromUs),
    order: query.order ?? 'desc',
    limit: query.limit ?? LIMIT_DEFAULT,
    ...(toUs === undefined ? {} : { toUs }),
    ...(endUs === undefined ? {} : { asOf: { timeUs: endUs } }),
    ...(query.event_type === undefined ? {} : { types: types(query.event_type) }),
    ...(query.severity === undefined || query.event_type !== undefined ? {} : { typesNot: quieterTypes(severities(query.severity)) }),
    ...(query.entity_id === undefined ? {} : { entities: [[query.entity_id]] }),
    ...(where.length === 0 ? {} : { where }),
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
  };
}

function types(text: string): string[] {
  const wanted = text.split(',').map((type) => type.trim());
  for (const type of wanted) {
    if (!isEventType(type) && !isCustomType(type)) {
      const closest = nearest(type, EVENT_TYPES);
      const hint = closest.length === 0 ? '' : `; did you mean ${closest.join(' or ')}?`;
      throw new SutraError(
        'SUTRA_CONTROL_INVALID',
        `Cannot look for events of type ${JSON.stringify(type.slice(0, 80))}: there is no such type${hint}`,
        { details: { field: 'event_type' } },
      );
    }
  }
  return wanted;
}

/** Types that are always quieter than every wanted severity and plentiful: heartbeats and metrics. Nothing raises a debug row. */
function quieterTypes(wanted: readonly Severity[]): string[] {
  return wanted.includes('debug') ? [] : EVENT_TYPES.filter((type) => CATALOGUE[type].severity === 'debug');
}

function severities(text: string): Severity[] {
  return text.split(',').map((given) => {
    const severity = SEVERITIES.find((one) => one === given.trim());
    if (severity === undefined)
      throw new SutraError(
        'SUTRA_CONTROL_INVALID',
        `Cannot look for severity ${JSON.stringify(given.slice(0, 40))}: it is one of ${SEVERITIES.join(', ')}`,
        { details: { field: 'severity' } },
      );
    return severity;
  });
}
