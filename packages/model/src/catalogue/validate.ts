import { nearest, usFromIso } from '@sutra/kit';
import { ENTITY_ID_CHARS_MAX, type Field, type FieldKind, TEXT_CHARS_MAX } from './fields.ts';
import { CUSTOM_TYPE, EVENT_TYPES, isEventType, rowOf } from './lookup.ts';
import { SEVERITIES } from './row.ts';

export type Validation = { readonly ok: true } | { readonly ok: false; readonly problems: readonly string[] };

/** Most members of a `texts` or `map` field, and most fields of a custom body. */
export const MEMBERS_MAX = 256;
/** Longest key in a `map` field or a custom body, in characters. */
export const KEY_CHARS_MAX = 128;
/** Largest `json` field or custom body, in characters of its JSON. */
export const JSON_CHARS_MAX = 65_536;
/** Deepest nesting of a `json` field or custom body. */
export const JSON_DEPTH_MAX = 16;
/** Most causes one event may name. */
export const CAUSES_MAX = 64;
/** Most entities a custom event may name. */
export const ENTITIES_MAX = 64;
/** Longest event id accepted as a cause, in characters. */
export const EVENT_ID_CHARS_MAX = 256;

const OK: Validation = { ok: true };
const verdict = (problems: readonly string[]): Validation => (problems.length === 0 ? OK : { ok: false, problems });

/** What a body is checked against, worked out once a type: this runs for every event emitted. */
interface BodyPlan {
  readonly fields: ReadonlyMap<string, Field>;
  readonly required: number;
}

const PLANS: ReadonlyMap<string, BodyPlan> = new Map(
  EVENT_TYPES.map((type) => {
    const fields = new Map(Object.entries(rowOf(type).fields));
    return [type, { fields, required: [...fields.values()].filter(({ optional }) => !optional).length }];
  }),
);

/** The quick answer for a body that is right. One that is not is gone through again by `validateBody`, which says why. */
function conforms(body: Readonly<Record<string, unknown>>, plan: BodyPlan): boolean {
  let missing = plan.required;
  for (const name of Object.keys(body)) {
    const field = plan.fields.get(name);
    if (field === undefined || fieldProblem(field, body[name]) !== undefined) return false;
    if (!field.optional) missing--;
  }
  return missing === 0;
}

/**
 * Checks a body against its row, strictly: no unknown field, no missing one, every value of its kind and within its range.
 * All problems are reported, each naming its field and what would be right.
 */
export function validateBody(type: string, body: unknown): Validation {
  const plan = PLANS.get(type);
  if (plan !== undefined && isPlainObject(body) && conforms(body, plan)) return OK;
  if (!isEventType(type)) {
    if (CUSTOM_TYPE.test(type)) return verdict(customProblems(body));
    const near = nearest(type, EVENT_TYPES, 1)[0];
    return verdict([
      `unknown event type ${quote(type)}${near === undefined ? '; your own types start with custom.' : `; did you mean ${near}?`}`,
    ]);
  }
  if (!isPlainObject(body)) return verdict([`${type}: the body must be an object of fields, not ${nameOf(body)}`]);
  const { fields } = rowOf(type);
  const problems: string[] = [];
  for (const name of Object.keys(body)) {
    if (Object.hasOwn(fields, name)) continue;
    const near = nearest(name, Object.keys(fields), 1)[0];
    problems.push(`${type}.${cut(name)}: unknown field${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
  for (const [name, field] of Object.entries(fields)) {
    const problem = Object.hasOwn(body, name) ? fieldProblem(field, body[name]) : field.optional ? undefined : 'is missing';
    if (problem !== undefined) problems.push(`${type}.${name}: ${problem}`);
  }
  return verdict(problems);
}

/** Checks a whole draft: type, body, and the envelope fields a caller may set. */
export function validateDraft(draft: unknown): Validation {
  if (!isPlainObject(draft)) return verdict([`an event must be an object, not ${nameOf(draft)}`]);
  if (typeof draft['type'] !== 'string') return verdict(['type: must be text']);
  const body = validateBody(draft['type'], draft['body']);
  const problems = body.ok ? [] : [...body.problems];
  for (const [name, check] of ENVELOPE) {
    const value = draft[name];
    const problem = value === undefined ? undefined : check(value);
    if (problem !== undefined) problems.push(`${name}: ${problem}`);
  }
  if (!PLANS.has(draft['type']) && CUSTOM_TYPE.test(draft['type'])) {
    const entities = draft['entities'];
    const problem = listProblem(entities, ENTITIES_MAX, ENTITY_ID_CHARS_MAX, 'names');
    if (problem !== undefined) problems.push(`entities: ${problem}`);
    else if ((entities as unknown[]).length === 0) problems.push('entities: name at least one');
  }
  return verdict(problems);
}

const freeText = (value: unknown): string | undefined => textProblem(value, TEXT_CHARS_MAX, false);

/** Envelope fields a caller may set, each with what it must be. */
const ENVELOPE: readonly (readonly [name: string, check: (value: unknown) => string | undefined])[] = [
  ['timeUs', (value) => intProblem(value, 0, Number.MAX_SAFE_INTEGER)],
  ['operationId', (value) => textProblem(value, ENTITY_ID_CHARS_MAX, true)],
  ['because', freeText],
  ['actor', freeText],
  ['reason', freeText],
  ['severity', (value) => oneOfProblem(value, SEVERITIES)],
  ['causedBy', (value) => listProblem(value, CAUSES_MAX, EVENT_ID_CHARS_MAX, 'names')],
];

function fieldProblem(field: Field, value: unknown): string | undefined {
  if (value === undefined || value === null) return `${nameOf(value)} is not a value${field.optional ? '; leave the field out' : ''}`;
  return kindProblem(field.type, value);
}

function kindProblem(kind: FieldKind, value: unknown): string | undefined {
  switch (kind.kind) {
    case 'text':
      return textProblem(value, kind.maxChars, kind.entity !== undefined);
    case 'time':
      return typeof value === 'string' && value.length <= 40 && usFromIso(value) !== undefined
        ? undefined
        : `must be a time such as 2026-01-31T12:00:00.000000Z, not ${quote(value)}`;
    case 'int':
      return intProblem(value, kind.min, kind.max);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : `must be a finite number, not ${quote(value)}`;
    case 'flag':
      return typeof value === 'boolean' ? undefined : `must be true or false, not ${quote(value)}`;
    case 'oneOf':
      return oneOfProblem(value, kind.values);
    case 'texts':
      return listProblem(value, MEMBERS_MAX, TEXT_CHARS_MAX, 'texts');
    case 'map':
      return mapProblem(value);
    case 'json':
      return jsonProblem(value);
  }
}

function textProblem(value: unknown, maxChars: number, isId: boolean): string | undefined {
  if (typeof value !== 'string') return `must be text, not ${nameOf(value)}`;
  if (value.length > maxChars) return `has ${value.length} characters; at most ${maxChars} fit`;
  if (!isId) return undefined;
  if (value === '') return 'must not be empty';
  return !plainAscii(value) && /[\p{Cc}\s]/u.test(value) ? `${quote(value)} is not an id: no spaces or control characters` : undefined;
}

/** Printable ASCII without spaces. Ids nearly always are: a loop answers that sooner than a Unicode pattern does. */
export function plainAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f) return false;
  }
  return true;
}

function intProblem(value: unknown, min: number, max: number): string | undefined {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
    ? undefined
    : `must be a whole number from ${min} to ${max}, not ${quote(value)}`;
}

function oneOfProblem(value: unknown, values: readonly string[]): string | undefined {
  return typeof value === 'string' && values.includes(value) ? undefined : `must be one of ${values.join(', ')}, not ${quote(value)}`;
}

function listProblem(value: unknown, membersMax: number, charsMax: number, of: 'names' | 'texts'): string | undefined {
  if (!Array.isArray(value)) return `must be a list of texts, not ${nameOf(value)}`;
  if (value.length > membersMax) return `has ${value.length} members; at most ${membersMax} fit`;
  for (const [i, member] of value.entries()) {
    const problem = textProblem(member, charsMax, false) ?? (of === 'names' ? nameProblem(member as string) : undefined);
    if (problem !== undefined) return `member ${i} ${problem}`;
  }
  return undefined;
}

/** Ids of others may hold what ours never do, such as spaces; control characters no store takes. */
function nameProblem(text: string): string | undefined {
  if (text === '') return 'must not be empty';
  return !plainAscii(text) && /\p{Cc}/u.test(text) ? `${quote(text)} contains a control character` : undefined;
}

function mapProblem(value: unknown): string | undefined {
  if (!isPlainObject(value)) return `must be an object of texts, not ${nameOf(value)}`;
  const entries = Object.entries(value);
  if (entries.length > MEMBERS_MAX) return `has ${entries.length} members; at most ${MEMBERS_MAX} fit`;
  for (const [key, member] of entries) {
    if (key.length > KEY_CHARS_MAX) return `key ${cut(key)} has ${key.length} characters; at most ${KEY_CHARS_MAX} fit`;
    const problem = textProblem(member, TEXT_CHARS_MAX, false);
    if (problem !== undefined) return `${cut(key)} ${problem}`;
  }
  return undefined;
}

function customProblems(body: unknown): string[] {
  if (!isPlainObject(body)) return [`the body must be an object of fields, not ${nameOf(body)}`];
  const names = Object.keys(body);
  if (names.length > MEMBERS_MAX) return [`the body has ${names.length} fields; at most ${MEMBERS_MAX} fit`];
  const problem = jsonProblem(body);
  return problem === undefined ? [] : [`the body ${problem}`];
}

/** JSON only, bounded in depth before it is ever turned into text. */
function jsonProblem(value: unknown): string | undefined {
  const problem = jsonShapeProblem(value, 0);
  if (problem !== undefined) return problem;
  const chars = JSON.stringify(value).length;
  return chars > JSON_CHARS_MAX ? `has ${chars} characters of JSON; at most ${JSON_CHARS_MAX} fit` : undefined;
}

function jsonShapeProblem(value: unknown, depth: number): string | undefined {
  if (depth > JSON_DEPTH_MAX) return `is nested deeper than ${JSON_DEPTH_MAX}`;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `holds ${value}, which JSON cannot say`;
  const members = Array.isArray(value) ? value : isPlainObject(value) ? Object.values(value) : undefined;
  if (members === undefined) return `holds ${nameOf(value)}, which JSON cannot say`;
  if (!Array.isArray(value) && Object.keys(value as object).some((key) => key.length > KEY_CHARS_MAX || key === '__proto__'))
    return `holds a key that is reserved or longer than ${KEY_CHARS_MAX} characters`;
  for (const member of members) {
    const problem = jsonShapeProblem(member, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : typeof value;
}

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : nameOf(value);
}
