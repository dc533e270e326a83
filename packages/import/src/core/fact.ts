import {
  type CrashCause,
  type CustomDraft,
  entitiesOf,
  isEventType,
  redactDraft,
  type Severity,
  severityOf,
  validateBody,
} from '@sutra/model';
import type { EventRecord, Json } from '@sutra/wire';

/** Where history is taken from. */
export type SourceName = 'kubernetes' | 'docker' | 'nomad' | 'journald';

/** What another system said, in our words. */
export interface Fact {
  /** Its identity there: the same fact has the same id however often it is read. */
  readonly id: string;
  readonly timeUs: number;
  /** A type of the catalogue, or what it is called there: that becomes `custom.<source>.<name>`. */
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Entities beside those the body of a catalogued type names; of any other type all of them, primary first. */
  readonly entities: readonly string[];
  /** Ids of facts that caused it, as far as the source says so. */
  readonly causes?: readonly string[];
  readonly because?: string | undefined;
  /** Default: that of the type. */
  readonly severity?: Severity;
  /** What the source says beyond the fields of a catalogued type: nothing is dropped. */
  readonly origin?: Readonly<Record<string, string | number | undefined>>;
}

export interface Composed {
  readonly event: Omit<EventRecord, 'emitterSeq'>;
  /** Its type is one of the catalogue. */
  readonly mapped: boolean;
  /** Texts that were too long were cut. */
  readonly cut: boolean;
}

const ENTITY_CHARS_MAX = 128;
const ENTITIES_MAX = 64;
const TEXT_CHARS_MAX = 8_192;
/** Of a whole body as JSON; beyond it its longest texts are cut further. */
const BODY_CHARS_MAX = 65_536;
const SHORT_CHARS = 256;
const DEPTH_MAX = 12;
const MEMBERS_MAX = 256;
const CONTROL = /\p{Cc}/gu;

/** The event a fact becomes: checked against the catalogue, cleaned of secrets, within the limits of an event. */
export function compose(source: SourceName, fact: Fact): Composed {
  const given = Object.fromEntries(Object.entries(fact.body).filter(([, value]) => value !== undefined));
  const mapped = isEventType(fact.type) && validateBody(fact.type, given).ok;
  const type = mapped ? fact.type : customType(source, fact.type);
  const shaped = mapped ? { body: given, cut: false } : shapeBody(given);
  const { body, because } = clean(shaped.body, fact.because);
  const entities = entityList(mapped ? [...entitiesOf(type, body), ...fact.entities] : fact.entities);
  const meta = metaOf(source, fact, type, because);
  return {
    event: { id: fact.id, type, timeUs: fact.timeUs, entities, causes: (fact.causes ?? []).slice(0, ENTITIES_MAX), meta, body },
    mapped,
    cut: shaped.cut,
  };
}

/** `custom.kubernetes.failed_mount` of "FailedMount". */
export function customType(source: SourceName, name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9_.]+/g, '_')
    .replace(/^[_.]+|[_.]+$/g, '');
  return `custom.${source}.${words || 'unnamed'}`.slice(0, 'custom.'.length + 63);
}

function metaOf(source: SourceName, fact: Fact, type: string, because: string | undefined): Record<string, string | number> {
  const meta: Record<string, string | number> = { origin: source };
  if (because !== undefined) meta['because'] = because.slice(0, TEXT_CHARS_MAX);
  if (fact.severity !== undefined && fact.severity !== severityOf(type)) meta['sev'] = fact.severity;
  for (const [name, value] of Object.entries(clean(fact.origin ?? {}).body)) {
    if ((typeof value === 'string' && value !== '') || typeof value === 'number')
      meta[`origin_${name}`] = typeof value === 'string' ? value.slice(0, TEXT_CHARS_MAX) : value;
  }
  return meta;
}

/** Without what looks like a secret. */
function clean(body: object, because?: string): { readonly body: EventRecord['body']; readonly because?: string } {
  const draft: CustomDraft = {
    type: 'custom.imported',
    body: body as CustomDraft['body'],
    entities: [],
    ...(because === undefined ? {} : { because }),
  };
  return redactDraft(draft, []).draft as { readonly body: EventRecord['body']; readonly because?: string };
}

/** Ids as the graph takes them: no control characters, not too long, each once. */
function entityList(names: readonly string[]): string[] {
  const clean = names.map(entityName).filter((name) => name !== '');
  return [...new Set(clean)].slice(0, ENTITIES_MAX);
}

export const entityName = (name: string): string => name.replace(CONTROL, ' ').trim().slice(0, ENTITY_CHARS_MAX);

/** A body within the limits of an event: long texts are cut and say so, what is nested too deep becomes text. */
function shapeBody(body: Readonly<Record<string, unknown>>): { readonly body: Record<string, Json>; readonly cut: boolean } {
  for (const charsMax of [TEXT_CHARS_MAX, SHORT_CHARS]) {
    const shape = new Shape(charsMax);
    const shaped = shape.object(body, 0);
    if (charsMax === SHORT_CHARS || JSON.stringify(shaped).length <= BODY_CHARS_MAX) return { body: shaped, cut: shape.cut };
  }
  throw new RangeError('unreachable: the shortest form is always taken');
}

class Shape {
  cut = false;
  readonly #charsMax: number;

  constructor(charsMax: number) {
    this.#charsMax = charsMax;
  }

  object(value: object, depth: number): Record<string, Json> {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    if (entries.length > MEMBERS_MAX) this.cut = true;
    return Object.fromEntries(
      entries.slice(0, MEMBERS_MAX).map(([name, member]) => [name.slice(0, ENTITY_CHARS_MAX), this.#value(member, depth + 1)]),
    );
  }

  #value(value: unknown, depth: number): Json {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value === 'boolean' || value === null) return value;
    if (typeof value !== 'object') return String(value);
    if (depth >= DEPTH_MAX) return this.#text(JSON.stringify(value));
    if (!Array.isArray(value)) return this.object(value, depth);
    if (value.length > MEMBERS_MAX) this.cut = true;
    return value.slice(0, MEMBERS_MAX).map((member) => this.#value(member, depth + 1));
  }

  #text(text: string): string {
    if (text.length <= this.#charsMax) return text;
    this.cut = true;
    return `${text.slice(0, this.#charsMax)} … (${text.length} characters, cut)`;
  }
}

/** The signal behind an exit code above 128, as a shell and the container runtimes report it. */
export function signalOf(exitCode: number): string | undefined {
  return exitCode > 128 && exitCode < 160 ? SIGNALS[exitCode - 128] : undefined;
}

export const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
};

/** What an exit alone proves about its cause. */
export function causeOfExit(signal: string | undefined): CrashCause {
  return signal === 'SIGSEGV' ? 'segfault' : 'unknown';
}
