import { createHash } from 'node:crypto';
import {
  type CrashCause,
  type CustomDraft,
  ENTITIES_MAX,
  ENTITY_ID_CHARS_MAX,
  EVENT_ID_CHARS_MAX,
  entitiesOf,
  entityPlanOf,
  isEventType,
  JSON_CHARS_MAX,
  KEY_CHARS_MAX,
  MEMBERS_MAX,
  redactDraft,
  type Severity,
  severityOf,
  TEXT_CHARS_MAX,
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

const DIGEST_CHARS = 16;
const SHORT_CHARS = 256;
const DEPTH_MAX = 12;
const CONTROL = /\p{Cc}/gu;

/** The event a fact becomes: checked against the catalogue, cleaned of secrets, within the limits of an event. */
export function compose(source: SourceName, fact: Fact): Composed {
  const shaped = shapeBody(withIds(fact.type, fact.body));
  const mapped = isEventType(fact.type) && validateBody(fact.type, shaped.body).ok;
  const type = mapped ? fact.type : customType(source, fact.type);
  const { body, because } = clean(shaped.body, fact.because);
  // What the catalogue does not take as its own (a number beyond its range) is still about the thing it names.
  const entities = entityList([...entitiesOf(fact.type, body), ...fact.entities]);
  const origin = shapeBody(fact.origin ?? {});
  const meta = metaOf(source, { ...fact, origin: origin.body }, type, because);
  return {
    event: { id: eventName(fact.id), type, timeUs: fact.timeUs, entities, causes: (fact.causes ?? []).map(eventName), meta, body },
    mapped,
    cut: shaped.cut || origin.cut,
  };
}

/** A body whose ids are such as the graph takes. */
function withIds(type: string, body: Fact['body']): Fact['body'] {
  if (!isEventType(type)) return body;
  const ids = entityPlanOf(type).fields.flatMap(({ name }) => {
    const value = body[name];
    return typeof value === 'string' ? [[name, entityName(value)] as const] : [];
  });
  return { ...body, ...Object.fromEntries(ids) };
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

function metaOf(
  source: SourceName,
  fact: Pick<Fact, 'severity'> & { readonly origin: Readonly<Record<string, Json>> },
  type: string,
  because: string | undefined,
): Record<string, string | number> {
  const meta: Record<string, string | number> = { origin: source };
  if (because !== undefined) meta['because'] = because.slice(0, TEXT_CHARS_MAX);
  if (fact.severity !== undefined && fact.severity !== severityOf(type)) meta['sev'] = fact.severity;
  for (const [name, value] of Object.entries(clean(fact.origin).body)) {
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') meta[`origin_${name}`] = value;
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

/** Names that are too long mostly differ at their end: what is cut off is told apart by a digest of the whole. */
export const entityName = (name: string): string => nameWithin(name, ENTITY_ID_CHARS_MAX);
const eventName = (id: string): string => nameWithin(id, EVENT_ID_CHARS_MAX);

function nameWithin(name: string, charsMax: number): string {
  const plain = name.replace(CONTROL, ' ').trim();
  return plain.length <= charsMax ? plain : `${plain.slice(0, charsMax - DIGEST_CHARS - 1)}~${digestOf(plain)}`;
}

/** Stands for a text where the text itself may not stand: too long, or holding what nobody is to see. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_CHARS);
}

/** A body within the limits of an event: long texts are cut and say so, what is nested too deep becomes text. */
function shapeBody(body: Readonly<Record<string, unknown>>): { readonly body: Record<string, Json>; readonly cut: boolean } {
  for (const charsMax of [TEXT_CHARS_MAX, SHORT_CHARS]) {
    const shape = new Shape(charsMax);
    const shaped = shape.object(body, 0);
    if (charsMax === SHORT_CHARS || JSON.stringify(shaped).length <= JSON_CHARS_MAX) return { body: shaped, cut: shape.cut };
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
      entries.slice(0, MEMBERS_MAX).map(([name, member]) => [name.slice(0, KEY_CHARS_MAX), this.#value(member, depth + 1)]),
    );
  }

  #value(value: unknown, depth: number): Json {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value === 'boolean' || value === null) return value;
    if (typeof value !== 'object') return String(value);
    if (depth >= DEPTH_MAX) return this.#text(this.#json(value));
    if (!Array.isArray(value)) return this.object(value, depth);
    if (value.length > MEMBERS_MAX) this.cut = true;
    return value.slice(0, MEMBERS_MAX).map((member) => this.#value(member, depth + 1));
  }

  #text(text: string): string {
    if (text.length <= this.#charsMax) return text;
    this.cut = true;
    const told = ` … (${text.length} characters, cut)`;
    return text.slice(0, this.#charsMax - told.length) + told;
  }

  /** JSON is read to any depth and written only as deep as the stack is. */
  #json(value: object): string {
    try {
      return JSON.stringify(value);
    } catch (reason) {
      if (!(reason instanceof RangeError)) throw reason;
      this.cut = true;
      return '… (nested too deep, cut)';
    }
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
