import { isHarmless, isHarmlessName, isSecretKey } from '../redact.ts';
import { type EntityPlan, entityPlanOf } from './entities.ts';
import type { FieldKind } from './fields.ts';
import { EVENT_TYPES, rowOf } from './lookup.ts';
import type { CatalogueRow } from './row.ts';
import type { EventType } from './table.ts';

const NO_VALUES: readonly string[] = [];

/** A field whose values are one number, one flag or one text, laid out flat. */
interface ScalarField {
  readonly name: string;
  readonly kind: 'text' | 'id' | 'int' | 'number' | 'flag' | 'oneOf';
  readonly optional: boolean;
  /** Of a text the most characters, of a whole number the largest. */
  readonly max: number;
  readonly min: number;
  readonly values: readonly string[];
  /** Where its value goes among the entities of its type; -1 when it names none. */
  readonly entity: number;
  /** The place behind it among the fields: bodies nearly always name their fields in the order of the row. */
  readonly next: number;
}

/** One type, as one pass over a body wants it. */
interface PlainPlan {
  readonly row: CatalogueRow;
  readonly scalars: readonly ScalarField[];
  readonly byName: ReadonlyMap<string, ScalarField>;
  readonly required: number;
  readonly entities: EntityPlan;
}

const PLANS: ReadonlyMap<string, PlainPlan> = new Map(EVENT_TYPES.map((type) => [type, planOf(type)]));

function planOf(type: EventType): PlainPlan {
  const row = rowOf(type);
  const entities = entityPlanOf(type);
  const scalars: ScalarField[] = [];
  for (const [name, { type: kind, optional }] of Object.entries(row.fields)) {
    const entity = entities.fields.findIndex((field) => field.name === name);
    const scalar = scalarOf(name, kind);
    if (scalar !== undefined) scalars.push({ ...scalar, name, optional, entity, next: scalars.length + 1 });
  }
  const required = Object.values(row.fields).filter(({ optional }) => !optional).length;
  return { row, scalars, byName: new Map(scalars.map((field) => [field.name, field])), entities, required };
}

function scalarOf(name: string, kind: FieldKind): Pick<ScalarField, 'kind' | 'min' | 'max' | 'values'> | undefined {
  // What a secret setting was and became is judged by the setting's name, and a secret by its field's: not here.
  if (name === 'key' || isSecretKey(name)) return undefined;
  switch (kind.kind) {
    case 'text':
      return { kind: kind.entity === undefined ? 'text' : 'id', min: 0, max: kind.maxChars, values: NO_VALUES };
    case 'int':
      return { kind: 'int', min: kind.min, max: kind.max, values: NO_VALUES };
    case 'number':
    case 'flag':
      return { kind: kind.kind, min: 0, max: 0, values: NO_VALUES };
    case 'oneOf':
      return kind.values.every(isHarmless) ? { kind: 'oneOf', min: 0, max: 0, values: kind.values } : undefined;
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
  const copy = { ...body } as Readonly<Record<string, unknown>>;
  const named: unknown[] = [undefined, undefined, undefined];
  let missing = plan.required;
  let bytes = 0;
  let place = 0;
  for (const name in copy) {
    const guess = plan.scalars[place];
    const field = guess !== undefined && guess.name === name ? guess : plan.byName.get(name);
    const value = copy[name];
    if (field === undefined || !isRight(field, value)) return undefined;
    bytes += name.length + (typeof value === 'string' ? value.length + 6 : 12);
    if (!field.optional) missing--;
    if (field.entity >= 0) named[field.entity] = value;
    place = field.next;
  }
  if (missing > 0) return undefined;
  return { row: plan.row, body: copy, entities: linked(plan.entities, named, operationId), bytes };
}

function isRight({ kind, min, max, values }: ScalarField, value: unknown): boolean {
  switch (kind) {
    case 'id':
      return typeof value === 'string' && value !== '' && value.length <= max && isHarmlessName(value);
    case 'text':
      return typeof value === 'string' && value.length <= max && isHarmless(value);
    case 'int':
      return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
    case 'number':
      return Number.isFinite(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'oneOf':
      return values.includes(value as string);
  }
}

function linked({ primary, fields }: EntityPlan, named: readonly unknown[], operationId: string | undefined): string[] {
  const found: string[] = [];
  if (primary !== undefined) found.push(primary);
  for (let i = 0; i < fields.length; i++) {
    const value = named[i];
    if (typeof value !== 'string' || value === '') continue;
    const prefix = (fields[i] as { readonly prefix: string }).prefix;
    const entity = prefix === '' || value.startsWith(prefix) ? value : prefix + value;
    if (!found.includes(entity)) found.push(entity);
  }
  if (operationId !== undefined && operationId !== '' && !found.includes(operationId)) found.push(operationId);
  return found;
}
