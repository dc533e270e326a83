import type { EventJson, EventsAnswer } from '@sutra/api';
import { inert, isoFromUs, SutraError } from '@sutra/kit';
import { fromStored, summaryOf, toEventJson } from '@sutra/model';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { hint } from '../output/show.ts';
import { SEVERITY_LOOK } from '../output/status.ts';
import { clockText, instantUs } from '../output/when.ts';

export interface EventsOptions {
  readonly follow?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly event?: string;
  readonly entity?: string;
  readonly severity?: string;
  readonly grep?: string;
  readonly limit?: string;
  readonly utc?: boolean;
  readonly at?: string;
}

/** `sutra events`: newest last, as a terminal wants it. */
export async function events(invocation: Invocation, options: EventsOptions): Promise<number> {
  const grep = pattern(options.grep);
  const nowUs = invocation.clock.wallUs();
  const answer = await new ControlClient(invocation).get<EventsAnswer>('/api/grid/events', {
    event_type: options.event,
    entity_id: options.entity,
    severity: options.severity,
    from: isoFromUs(await instantUs(options.since ?? '24h', nowUs)),
    to: options.until === undefined ? undefined : isoFromUs(await instantUs(options.until, nowUs)),
    order: 'desc',
    limit: options.limit ?? 100,
    at: options.at === undefined ? undefined : isoFromUs(await instantUs(options.at, nowUs)),
  });
  const shown = [...answer.events].reverse().filter((event) => grep === undefined || grep.test(`${event.event_type} ${event.summary}`));
  if (invocation.output === 'json' && options.follow !== true) invocation.terminal.out(JSON.stringify({ ...answer, events: shown }, null, 2));
  else for (const event of shown) invocation.terminal.out(line(invocation, event, nowUs, options.utc === true));
  if (shown.length === 0 && options.follow !== true && invocation.output !== 'json') {
    invocation.terminal.note(`No events match since ${options.since ?? '24h'} (${answer.scanned} looked at).`);
  }
  if (answer.cursor !== undefined && options.follow !== true) hint(invocation, `there are older ones: --limit ${Number(options.limit ?? 100) * 10}`);
  if (answer.partial) invocation.terminal.note(`This list is not complete: ${answer.partial_because ?? 'a limit was reached'}`);
  if (options.follow === true) await follow(invocation, options, grep, answer.as_of_seq + 1);
  return 0;
}

/** Goes on with what is committed from `fromSeq` on, until interrupted. */
async function follow(invocation: Invocation, options: EventsOptions, grep: RegExp | undefined, fromSeq: number): Promise<void> {
  const { openStore } = await import('../client/store.ts');
  const store = openStore(invocation);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const query = {
    fromSeq,
    ...(options.event === undefined ? {} : { types: options.event.split(',') }),
    ...(options.entity === undefined ? {} : { entities: [options.entity.split(',')] }),
  };
  const severities = options.severity?.split(',');
  try {
    for await (const item of store.feed(query, stop.signal)) {
      if (item.kind === 'gap') invocation.terminal.note(`(events ${item.fromSeq} to ${item.toSeq} were passed over: this reader was too slow)`);
      if (item.kind !== 'events') continue;
      for (const stored of item.events) {
        const event = fromStored(stored);
        const json = toEventJson(event);
        if (severities !== undefined && !severities.includes(json.severity)) continue;
        if (grep !== undefined && !grep.test(`${json.event_type} ${summaryOf(event)}`)) continue;
        invocation.terminal.out(line(invocation, json, invocation.clock.wallUs(), options.utc === true));
      }
    }
  } catch (reason) {
    if (!stop.signal.aborted) throw reason;
  } finally {
    await store.close();
  }
}

/** One event as one line. */
export function line(invocation: Invocation, event: EventJson, nowUs: number, utc: boolean): string {
  if (invocation.output === 'json' || invocation.output === 'jsonl') return JSON.stringify(event);
  const { paint } = invocation.terminal;
  const tint = paint[SEVERITY_LOOK[event.severity] ?? 'white'];
  const type = event.event_type.padEnd(20);
  const because = event.because === undefined ? '' : paint.dim(`  because ${inert(event.because)}`);
  const id = invocation.output === 'wide' ? paint.dim(`  ${event.event_id}`) : '';
  return `${paint.dim(clockText(event.timestamp, nowUs, utc))}  ${tint(type)}  ${inert(event.summary)}${because}${id}`;
}

function pattern(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, 'i');
  } catch (reason) {
    throw new SutraError('SUTRA_USAGE', `--grep is not a regular expression: ${(reason as Error).message}`);
  }
}
