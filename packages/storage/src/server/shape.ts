import { nearest, SutraError } from '@sutra/kit';

/**
 * Reads a value of a type from one that nobody vouches for.
 * @throws SutraError SUTRA_MESSAGE_INVALID naming the place.
 */
export type Shape<T> = (value: unknown, at: string) => T;

export function wrong(at: string, expected: string): SutraError {
  return new SutraError('SUTRA_MESSAGE_INVALID', `Cannot take the request: ${at} must be ${expected}`, { details: { field: at } });
}

export function text(charactersMax: number, charactersMin = 0): Shape<string> {
  return (value, at) => {
    if (typeof value !== 'string' || value.length < charactersMin || value.length > charactersMax)
      throw wrong(at, `text of ${charactersMin} to ${charactersMax} characters`);
    return value;
  };
}

export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value, at) => {
    if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max)
      throw wrong(at, `an integer from ${min} to ${max}`);
    return value as number;
  };
}

export const finite: Shape<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(at, 'a finite number');
  return value;
};

export const flag: Shape<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw wrong(at, 'true or false');
  return value;
};

/** Anything MessagePack carries; its depth and size were bounded before it was decoded. */
export const json: Shape<never> = (value, at) => {
  if (value === undefined) throw wrong(at, 'present');
  return value as never;
};

export function oneOf<const T extends string>(...words: readonly T[]): Shape<T> {
  return (value, at) => {
    if (!words.includes(value as T)) throw wrong(at, `one of ${words.join(', ')}`);
    return value as T;
  };
}

export function list<T>(item: Shape<T>, itemsMax: number): Shape<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length > itemsMax) throw wrong(at, `a list of at most ${itemsMax}`);
    return value.map((entry, i) => item(entry, `${at}[${i}]`));
  };
}

export function record<T>(item: Shape<T>, fieldsMax: number): Shape<Readonly<Record<string, T>>> {
  return (value, at) => {
    const entries = Object.entries(map(value, at));
    if (entries.length > fieldsMax) throw wrong(at, `a map of at most ${fieldsMax} fields`);
    return Object.fromEntries(entries.map(([key, entry]) => [key, item(entry, `${at}.${key}`)]));
  };
}

/** Takes the first shape that fits. */
export function either<T extends readonly Shape<unknown>[]>(expected: string, ...shapes: T): Shape<ReturnType<T[number]>> {
  return (value, at) => {
    for (const shape of shapes) {
      try {
        return shape(value, at) as ReturnType<T[number]>;
      } catch (reason) {
        if (!(reason instanceof SutraError)) throw reason; // a SutraError only says: not this shape
      }
    }
    throw wrong(at, expected);
  };
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Read<R extends Fields, O extends Fields> = { readonly [K in keyof R]: ReturnType<R[K]> } & {
  readonly [K in keyof O]?: ReturnType<O[K]>;
};

/** A shape that is a map, with the names it knows. */
export interface FieldsShape<T> extends Shape<T> {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** A map with these fields and no others; nil counts as absent, except where any JSON may stand. */
export function fields<R extends Fields, O extends Fields>(required: R, optional: O): FieldsShape<Read<R, O>> {
  const known = { ...required, ...optional };
  const shape: Shape<Read<R, O>> = (value, at) => {
    const given = map(value, at);
    const read: Record<string, unknown> = {};
    for (const key of Object.keys(given)) {
      const part = Object.hasOwn(known, key) ? known[key] : undefined;
      if (part === undefined) throw wrong(`${at}.${key}`, `absent: no such field${suggestion(key, Object.keys(known))}`);
      if (given[key] !== undefined && (given[key] !== null || part === json)) read[key] = part(given[key], `${at}.${key}`);
    }
    for (const key of Object.keys(required)) if (!(key in read)) throw wrong(`${at}.${key}`, 'present');
    return read as Read<R, O>;
  };
  return Object.assign(shape, { required: Object.keys(required), optional: Object.keys(optional) });
}

function suggestion(key: string, known: readonly string[]): string {
  const near = nearest(key, known, 1)[0];
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

function map(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(at, 'a map');
  return value as Readonly<Record<string, unknown>>;
}
