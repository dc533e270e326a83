import { isHarmless, isSecretKey, isSuspect } from '../redact.ts';
import { COPY_PLACES, copyBody } from './copy-body.ts';
import { entitiesOf, entityPlanOf } from './entities.ts';
import type { FieldKind } from './fields.ts';
import { EVENT_TYPES, rowOf } from './lookup.ts';
import type { CatalogueRow } from './row.ts';
import type { EventType } from './table.ts';

/** What a value has to be: the low bits of a field's form. */
const KIND = 7;
const NUMBER = 0;
const INT = 1;
const FLAG = 2;
const ONE_OF = 3;
const TEXT = 4;
const ID = 5;
/** A body without it is wrong. */
const REQUIRED = 8;
/** The bits from here on: which of its type's entities it names, from 1; 0 when it names none. */
const ENTITY_AT = 4;

/**
 * The fields of all types whose values are one number, one flag or one text, type after type in the order of their rows, an empty name after
 * each type. Who emits has done something else before and pays for every line of memory that is looked at: so what is asked of a field
 * stands side by side, and there is no object a field.
 */
const names: string[] = [];
/** What an entity's id begins with, for each name. */
const prefixes: string[] = [];
/** Three numbers a name: its form, then the least and the most: of a whole number itself, of a text its characters; of `ONE_OF` the place in `choices`. */
const rules: number[] = [];
const RULE = 3;
const choices: (readonly string[])[] = [];

/** One type, as one pass over a body wants it. */
interface PlainPlan {
  readonly row: CatalogueRow;
  /** Where its bodies are copied. */
  readonly copyPlace: number;
  /** The entity that stands first whatever the body says. */
  readonly primary: string | undefined;
  /** Where its first name is. */
  readonly first: number;
  readonly required: number;
  /** Where each of its names is, for a body that has them in another order than the row. */
  readonly places: ReadonlyMap<string, number>;
}

const PLANS: ReadonlyMap<string, PlainPlan> = new Map(EVENT_TYPES.map((type, i) => [type, planOf(type, i % COPY_PLACES)]));
/** The same in one piece of memory. */
const RULES = Float64Array.from(rules);

function planOf(type: EventType, copyPlace: number): PlainPlan {
  const row = rowOf(type);
  const entities = entityPlanOf(type);
  const first = names.length;
  const places = new Map<string, number>();
  for (const [name, { type: kind, optional }] of Object.entries(row.fields)) {
    const rule = ruleOf(name, kind);
    if (rule === undefined) continue;
    const entity = entities.fields.findIndex((field) => field.name === name);
    places.set(name, names.length);
    names.push(name);
    prefixes.push(entities.fields[entity]?.prefix ?? '');
    rules.push(rule[0] + (optional ? 0 : REQUIRED) + ((entity + 1) << ENTITY_AT), rule[1], rule[2]);
  }
  names.push('');
  prefixes.push('');
  rules.push(0, 0, 0);
  const required = Object.values(row.fields).filter(({ optional }) => !optional).length;
  return { row, copyPlace, primary: entities.primary, first, required, places };
}

function ruleOf(name: string, kind: FieldKind): readonly [kind: number, least: number, most: number] | undefined {
  // What a secret setting was and became is judged by the setting's name, and a secret by its field's: not here.
  if (name === 'key' || isSecretKey(name)) return undefined;
  switch (kind.kind) {
    case 'text':
      return kind.entity === undefined ? [TEXT, 0, kind.maxChars] : [ID, 1, kind.maxChars];
    case 'int':
      return [INT, kind.min, kind.max];
    case 'number':
      return [NUMBER, 0, 0];
    case 'flag':
      return [FLAG, 0, 0];
    case 'oneOf':
      return kind.values.every(isHarmless) ? [ONE_OF, 0, choices.push(kind.values) - 1] : undefined;
    default:
      return undefined;
  }
}

/** What one pass over a body finds. */
export interface PlainBody {
  readonly row: CatalogueRow;
  /** A copy that shares nothing with what was passed. */
  readonly body: object;
  /** Primary first, no repeats. */
  readonly entities: string[];
  /** About how many bytes the body takes as JSON. */
  readonly bytes: number;
}

/**
 * Checks, copies, measures and links a body in one pass when it is right and holds nothing but numbers, flags and texts in which no secret
 * can be, as nearly all bodies do. Undefined for every other one: `validateBody` says what is wrong with it, `redactDraft` cleans it.
 */
export function plainBody(type: string, body: object, operationId: string | undefined): PlainBody | undefined {
  const plan = PLANS.get(type);
  if (plan === undefined || Array.isArray(body)) return undefined;
  const copy = copyBody(plan.copyPlace, body) as Readonly<Record<string, unknown>>;
  const { row, primary } = plan;
  const entities: string[] = [];
  if (primary !== undefined) entities.push(primary);
  let missing = plan.required;
  let bytes = 0;
  let place = plan.first;
  let linked = 0;
  let inOrder = true;
  for (const name in copy) {
    // Bodies nearly always name their fields in the order of the row.
    if (names[place] !== name) place = plan.places.get(name) ?? -1;
    const value = copy[name];
    const form = place < 0 ? -1 : formOf(place, value);
    if (form < 0) return undefined;
    bytes += name.length + (typeof value === 'string' ? value.length + 6 : 12);
    if ((form & REQUIRED) !== 0) missing--;
    const entity = form >> ENTITY_AT;
    if (entity > 0) {
      if (entity < linked) inOrder = false;
      linked = entity;
      link(entities, value as string, prefixes[place] as string);
    }
    place++;
  }
  if (missing > 0) return undefined;
  if (operationId !== undefined) link(entities, operationId, '');
  return { row, body: copy, entities: inOrder ? entities : entitiesOf(type, copy, operationId), bytes };
}

/** The form of the field whose name is at this place; -1 when the value is not right for it or may hold a secret. */
function formOf(place: number, value: unknown): number {
  const at = place * RULE;
  const form = RULES[at] as number;
  const least = RULES[at + 1] as number;
  const most = RULES[at + 2] as number;
  const kind = form & KIND;
  let right: boolean;
  if (typeof value === 'number') right = kind <= INT && isRightNumber(value, kind, least, most);
  else if (typeof value === 'string') {
    const { length } = value;
    if (kind === ONE_OF) right = (choices[most] as readonly string[]).includes(value);
    else if (kind < TEXT || length < least || length > most) right = false;
    else right = !isSuspect(value, kind === ID) || (kind === TEXT && isHarmless(value));
  } else right = kind === FLAG && typeof value === 'boolean';
  return right ? form : -1;
}

function isRightNumber(value: number, kind: number, least: number, most: number): boolean {
  return kind === INT ? value >= least && value <= most && Math.floor(value) === value : Number.isFinite(value);
}

function link(entities: string[], value: string, prefix: string): void {
  const entity = prefix === '' || value.startsWith(prefix) ? value : prefix + value;
  for (let i = 0; i < entities.length; i++) if (entities[i] === entity) return;
  entities.push(entity);
}
