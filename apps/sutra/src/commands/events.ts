import type { EventJson, EventsAnswer } from '@sutra/api';
import { SutraError, sleep } from '@sutra/kit';
import type { StoreClient } from '@sutra/storage';
import { instantIso } from '../client/at.ts';
import { ControlClient } from '../client/control.ts';
import { type Invocation, limitOf } from '../client/invocation.ts';
import { eventLine } from '../output/event-line.ts';
import { forPrograms, hint } from '../output/show.ts';
import { SEVERITIES } from '../output/status.ts';
import { oneOf, whole } from './argument.ts';

export interface EventsOptions {
  readonly follow?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly event?: string;
  readonly entity?: string;
  readonly severity?: string;
  readonly grep?: string;
  readonly limit?: string;
  readonly at?: string;
  readonly all?: boolean;
}

/** What `--severity`, `--grep` and `--entity` let through, settled once. */
interface Sieve {
  readonly entity: string | undefined;
  readonly severities: readonly string[] | undefined;
  readonly grep: RegExp | undefined;
}

/** Shown unless asked otherwise: heartbeats and metrics would bury everything else. */
const NOTABLE: readonly string[] = SEVERITIES.filter((severity) => severity !== 'debug');
const LIMIT_MAX = 10_000;
const INTERRUPTED = 130;
/** Wait before a broken feed is opened again. */
const AGAIN_MS = 500;

/** `sutra events`: newest last, as a terminal wants it. */
export async function events(invocation: Invocation, options: EventsOptions): Promise<number> {
  if (options.follow === true && (options.until ?? options.at) !== undefined)
    throw new SutraError('SUTRA_USAGE', '--follow goes on with what is happening now; it cannot be used with --until or --at');
  const sieve: Sieve = {
    grep: pattern(options.grep),
    severities: severitiesOf(options),
    entity: options.entity === undefined ? undefined : await entityOf(invocation, options.entity),
  };
  const limit = whole(options.limit ?? '100', '--limit', 1, LIMIT_MAX);
  const answer = await read(invocation, options, sieve, limit);
  const { grep } = sieve;
  const shown = [...answer.events].reverse().filter((event) => grep === undefined || grep.test(`${event.event_type} ${event.summary}`));
  show(invocation, { ...answer, events: shown }, options, limit);
  return options.follow === true ? follow(invocation, options, sieve, answer.as_of_seq + 1) : 0;
}

function severitiesOf({ severity, event, all }: EventsOptions): readonly string[] | undefined {
  if (severity !== undefined) return oneOf(severity, '--severity', SEVERITIES);
  return all === true || event !== undefined ? undefined : NOTABLE;
}

async function read(invocation: Invocation, options: EventsOptions, sieve: Sieve, limit: number): Promise<EventsAnswer> {
  const time = async (text: string | undefined, flag: string): Promise<string | undefined> =>
    text === undefined ? undefined : instantIso(invocation, text, flag);
  try {
    return await new ControlClient(invocation).get<EventsAnswer>('/api/grid/events', {
      event_type: options.event,
      entity_id: sieve.entity,
      severity: sieve.severities?.join(','),
      from: await time(options.since ?? '24h', '--since'),
      to: await time(options.until, '--until'),
      order: 'desc',
      limit,
      at: await time(options.at, '--at'),
    });
  } catch (reason) {
    if (options.event === undefined || !(reason instanceof SutraError) || reason.kind !== 'invalid') throw reason;
    // The catalogue is loaded only now, to say which type was meant.
    const { EVENT_TYPES } = await import('@sutra/model');
    oneOf(options.event.replace(/custom\.[^,]*/g, EVENT_TYPES[0] as string), '--event', EVENT_TYPES);
    throw reason;
  }
}

async function entityOf(invocation: Invocation, typed: string): Promise<string> {
  const { pickEntity } = await import('../client/names.ts');
  try {
    return (await pickEntity(invocation, typed)).id;
  } catch (reason) {
    // Hosts, regions, users and things long gone are entities too: only control's record can tell.
    if (reason instanceof SutraError && reason.code === 'SUTRA_NAME_UNKNOWN') return typed;
    throw reason;
  }
}

function show(invocation: Invocation, answer: EventsAnswer, options: EventsOptions, limit: number): void {
  const { terminal, clock } = invocation;
  const following = options.follow === true;
  if (invocation.output === 'json' && !following) terminal.out(JSON.stringify(answer, null, 2));
  else for (const event of answer.events) terminal.out(eventLine(invocation, event, clock.wallUs()));
  if (answer.events.length === 0 && !following && !forPrograms(invocation)) {
    const among = options.grep === undefined ? '' : ` among the last ${limit}`;
    const hidden =
      options.all === true || options.event !== undefined || options.severity !== undefined ? '' : '; heartbeats and metrics: --all';
    terminal.note(`No event matches since ${options.since ?? '24h'}${among} (${answer.scanned} looked at${hidden}).`);
  }
  if (answer.partial) terminal.note(`! This list is not complete: ${answer.partial_because ?? 'a limit was reached'}`);
  if (answer.cursor !== undefined && !following)
    hint(invocation, `there are older ones: --limit ${Math.min(limit * 10, LIMIT_MAX)}, or --since`);
}

/** Goes on with what is committed from `fromSeq` on, until interrupted. A storage that goes away is waited for, and nothing is missed. */
async function follow(invocation: Invocation, options: EventsOptions, sieve: Sieve, fromSeq: number): Promise<number> {
  const { terminal, clock } = invocation;
  const { openStore } = await import('../client/store.ts');
  const store = openStore(invocation);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const place = { nextSeq: fromSeq, away: false };
  try {
    // Away from the start is an error, with what to do about it.
    await store.stats({ limitMs: limitOf(invocation), signal: stop.signal });
    while (!stop.signal.aborted) {
      try {
        await feed(invocation, store, options, sieve, place, stop.signal);
      } catch (reason) {
        const error = SutraError.from(reason);
        if (stop.signal.aborted || !error.retry) throw reason;
        if (!place.away) terminal.note(`! ${error.message}. Waiting; events that come meanwhile are shown then.`);
        place.away = true;
        await sleep(clock, AGAIN_MS, stop.signal);
      }
    }
  } catch (reason) {
    if (!stop.signal.aborted) throw reason;
  } finally {
    await store.close();
  }
  return INTERRUPTED;
}

/** Prints the feed until it breaks; `place` remembers where to go on. */
async function feed(
  invocation: Invocation,
  store: StoreClient,
  options: EventsOptions,
  sieve: Sieve,
  place: { nextSeq: number; away: boolean },
  signal: AbortSignal,
): Promise<void> {
  const { terminal, clock } = invocation;
  const { fromStored, toEventJson } = await import('@sutra/model');
  const query = {
    fromSeq: place.nextSeq,
    ...(options.event === undefined ? {} : { types: options.event.split(',') }),
    ...(sieve.entity === undefined ? {} : { entities: [[sieve.entity]] }),
  };
  for await (const item of store.feed(query, signal)) {
    if (place.away) terminal.note('! The event storage is back.');
    place.away = false;
    if (item.kind === 'gap') terminal.note(`! Events ${item.fromSeq} to ${item.toSeq} were passed over: this reader was too slow.`);
    if (item.kind !== 'events') continue;
    for (const stored of item.events) {
      const event = toEventJson(fromStored(stored)) as EventJson;
      place.nextSeq = event.seq + 1;
      if (passes(event, sieve)) terminal.out(eventLine(invocation, event, clock.wallUs()));
    }
  }
}

function passes(event: EventJson, { severities, grep }: Sieve): boolean {
  return (
    (severities === undefined || severities.includes(event.severity)) &&
    (grep === undefined || grep.test(`${event.event_type} ${event.summary}`))
  );
}

function pattern(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, 'i');
  } catch (reason) {
    throw new SutraError('SUTRA_USAGE', `--grep is not a regular expression: ${(reason as Error).message}`, { cause: reason });
  }
}
