import { eventId } from '@sutra/wire';
import { causeOfExit, digestOf, entityName, type Fact, SIGNALS } from './fact.ts';
import type { Fields } from './fields.ts';
import { journalText } from './journal-export.ts';
import { type Mapper, NotOfThisSource } from './mapper.ts';
import { Recent, type Remembered } from './recent.ts';

/** From an out-of-memory kill or a stop to the end of the unit's process, from that to its restart, µs. */
const CAUSE_WITHIN_US = 120_000_000;

/** What systemd says about units, by the message ids of its catalogue (`journalctl --dump-catalog`). */
const MESSAGE = {
  started: '39f53479d3a045ac8e11786248231fbf',
  startFailed: 'be02cf6855d2428ba40df7e9d022f03d',
  stopping: 'de5b426a63be47a7b6ac3eaac82e2f6f',
  stopped: '9d1aaa27d60140bd96365438aad20286',
  processExit: '98e322203f7a4ed290d09fe03c09fe15',
  failed: 'd9b373ed55a64feb8242e02dbe79a49c',
  outOfMemory: 'fe6faa94e7774663a0da52717891d8ef',
  restartScheduled: '5eb03494b6584870a536b337290809b3',
  coreDump: 'fc2e22bc6ee647b6b90729ab34a250b1',
} as const;
type MessageName = keyof typeof MESSAGE;
const NAMES: ReadonlyMap<string, MessageName> = new Map(Object.entries(MESSAGE).map(([name, id]) => [id, name as MessageName]));

const AFTER: Readonly<Partial<Record<MessageName, readonly MessageName[]>>> = {
  processExit: ['outOfMemory', 'coreDump', 'stopping'],
  failed: ['processExit', 'outOfMemory'],
  restartScheduled: ['failed', 'processExit'],
  started: ['restartScheduled'],
  stopped: ['stopping'],
};

const SEVERITY = ['critical', 'critical', 'critical', 'error', 'warning', 'info', 'info', 'debug'] as const;

/** Entries of the journal, one object each, as `journalctl -o json` gives them. Values are text, lists of text, or lists of bytes. */
export class JournaldMapper implements Mapper {
  readonly #recent = new Recent();

  facts(document: Fields): readonly Fact[] {
    const realtime = oneText(document, '__REALTIME_TIMESTAMP');
    if (realtime === undefined || !/^\d{1,16}$/.test(realtime))
      throw new NotOfThisSource('it is no entry of the journal: __REALTIME_TIMESTAMP is missing');
    const timeUs = Number(realtime);
    const host = oneText(document, '_HOSTNAME') ?? 'localhost';
    const unit = oneText(document, 'UNIT') ?? oneText(document, 'COREDUMP_UNIT') ?? oneText(document, '_SYSTEMD_UNIT');
    const message = oneText(document, 'MESSAGE') ?? '';
    const name = NAMES.get(oneText(document, 'MESSAGE_ID') ?? '');
    const id = identityOf(document, timeUs);
    const about = unit === undefined || name === undefined ? undefined : this.#about(name, unit, host, document, { id, timeUs });
    const priority = Number(oneText(document, 'PRIORITY') ?? 6);
    const body = about?.body;
    return [
      {
        id,
        timeUs,
        type: about?.type ?? 'entry',
        body: body ?? plainBody(document),
        entities: [...(body === undefined ? [unit ?? oneText(document, 'SYSLOG_IDENTIFIER') ?? host, host] : []), `host:${host}`].map(
          entityName,
        ),
        ...(about?.cause === undefined ? {} : { causes: [about.cause.id] }),
        because: name === undefined ? undefined : message,
        ...(body === undefined ? { severity: SEVERITY[priority] ?? 'info' } : { origin: plainBody(document) as Record<string, string> }),
      },
    ];
  }

  #about(name: MessageName, unit: string, host: string, entry: Fields, at: { readonly id: string; readonly timeUs: number }) {
    const key = `${host} ${unit}`;
    const after = AFTER[name];
    const cause = after === undefined ? undefined : this.#recent.last(key, after, at.timeUs, CAUSE_WITHIN_US);
    const mapped = mappedOf(name, { node_id: unit, agent_id: host }, entry, cause);
    this.#recent.add(key, { ...at, reason: name, type: mapped.type });
    return { ...mapped, cause };
  }
}

interface Mapped {
  readonly type: string;
  readonly body?: Fact['body'];
}

/** Units are nodes and hosts are agents. */
function mappedOf(name: MessageName, node: { node_id: string; agent_id: string }, entry: Fields, cause: Remembered | undefined): Mapped {
  const said = oneText(entry, 'MESSAGE') ?? '';
  switch (name) {
    case 'stopping':
      return { type: 'stop_requested', body: node };
    case 'stopped':
      return { type: 'stop_succeeded', body: node };
    case 'startFailed':
      return { type: 'spawn_failed', body: { ...node, error: said || (oneText(entry, 'JOB_RESULT') ?? 'unknown') } };
    case 'processExit':
      return exitOf(node, entry, cause, said);
    case 'outOfMemory':
      return { type: 'unit_out_of_memory' };
    case 'coreDump':
      return { type: 'core_dump' };
    default:
      return { type: `unit_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}` };
  }
}

function exitOf(node: { node_id: string; agent_id: string }, entry: Fields, cause: Remembered | undefined, summary: string): Mapped {
  const status = Number(oneText(entry, 'EXIT_STATUS') ?? Number.NaN);
  const byExit = oneText(entry, 'EXIT_CODE') === 'exited';
  const exit_code = byExit && Number.isInteger(status) ? status : undefined;
  const signal = byExit ? undefined : (SIGNALS[status] ?? oneText(entry, 'EXIT_STATUS'));
  if (exit_code === 0 || cause?.reason === 'stopping') return { type: 'unit_process_exit' };
  const proven = cause?.reason === 'outOfMemory' ? 'oom' : causeOfExit(signal);
  return { type: 'node_crashed', body: { ...node, exit_code, signal, cause: proven, summary: summary || undefined } };
}

/**
 * A journal numbers its entries: with the id of the numbering that is an identity of (source, number), like that of our own events. It is in the cursor
 * (`s=` and `i=`), and from systemd 254 on also in fields of its own.
 */
function identityOf(entry: Fields, timeUs: number): string {
  const cursor = /^s=([0-9a-f]{32});i=([0-9a-f]{1,13});/.exec(oneText(entry, '__CURSOR') ?? '');
  const [source, number] = [
    cursor?.[1] ?? oneText(entry, '__SEQNUM_ID'),
    cursor === null ? Number(oneText(entry, '__SEQNUM')) : Number.parseInt(cursor[2] as string, 16),
  ];
  if (source !== undefined && /^[0-9a-f]{32}$/.test(source) && Number.isSafeInteger(number))
    return eventId('journal', timeUs, `journald.${source}`, 0, number);
  const parts = ['_BOOT_ID', '__MONOTONIC_TIMESTAMP', '_PID'].map((name) => oneText(entry, name) ?? '');
  // What was said may hold a secret: an id is shown everywhere.
  const said = digestOf(oneText(entry, 'MESSAGE') ?? '');
  return `journald:${timeUs}:${parts.join(':')}`.slice(0, 239).concat(`:${said}`);
}

/**
 * Everything the entry says, under the names of the journal in small letters; addresses of the reader are left out. `-o json` without `--all` says null for
 * a field of more than 4096 bytes: what it says is not known then.
 */
function plainBody(entry: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry)
      .filter(([name]) => !ADDRESS.has(name))
      .map(([name, value]) => [name.toLowerCase(), value === null ? null : textOf(value)]),
  );
}

/** Where an entry stands: it is in the id and time of the event. */
const ADDRESS: ReadonlySet<string> = new Set(['__CURSOR', '__REALTIME_TIMESTAMP', '__SEQNUM', '__SEQNUM_ID']);

function oneText(entry: Fields, name: string): string | undefined {
  const value = entry[name];
  if (value === undefined || value === null) return undefined;
  const text = textOf(value);
  const one = Array.isArray(text) ? text[0] : text;
  return one === '' ? undefined : one;
}

/** `-o json` gives text that is not UTF-8 as a list of bytes, and a field that stands there twice as a list of texts. */
function textOf(value: unknown): string | string[] {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return String(value);
  if (value.every((byte) => typeof byte === 'number')) return journalText(Buffer.from(value as number[]));
  return value.map((one) => String(textOf(one)));
}
