/**
 * Field kinds of event bodies. A kind is data: the validator, the TypeScript type, the JSON Schema and the reference page
 * are all read from it.
 */
export type FieldKind =
  | { readonly kind: 'text'; readonly maxChars: number; readonly entity?: EntityKind }
  | { readonly kind: 'time' }
  | { readonly kind: 'int'; readonly min: number; readonly max: number; readonly unit?: string }
  | { readonly kind: 'number'; readonly unit?: string }
  | { readonly kind: 'flag' }
  | { readonly kind: 'oneOf'; readonly values: readonly string[] }
  | { readonly kind: 'texts' }
  | { readonly kind: 'map' }
  | { readonly kind: 'json' };

/** What an id in a field names. Every such field links its event to that entity in the graph. */
export type EntityKind = 'agent' | 'node' | 'host' | 'region' | 'env' | 'operation' | 'service' | 'user' | 'emitter';

export interface Field<K extends FieldKind = FieldKind, O extends boolean = boolean> {
  readonly type: K;
  readonly optional: O;
  /** What the value means, with its unit: goes to the reference page. */
  readonly says: string;
}

type Text = { kind: 'text'; maxChars: number; entity?: EntityKind };
type Req<K extends FieldKind> = Field<K, false>;

/** Longest entity id accepted anywhere, in characters. */
export const ENTITY_ID_CHARS_MAX = 128;
/** Longest free text in an event (error messages, reasons, stderr tails), in characters. */
export const TEXT_CHARS_MAX = 8_192;

const req = <K extends FieldKind>(type: K, says: string): Req<K> => ({ type, optional: false, says });

export const id = (entity: EntityKind, says = `the ${entity}`): Req<Text> =>
  req({ kind: 'text', maxChars: ENTITY_ID_CHARS_MAX, entity }, says);
export const text = (says: string): Req<Text> => req({ kind: 'text', maxChars: TEXT_CHARS_MAX }, says);
export const time = (says: string): Req<{ kind: 'time' }> => req({ kind: 'time' }, `${says} (RFC 3339, UTC, µs)`);
export const u32 = (says: string): Req<{ kind: 'int'; min: number; max: number }> => req({ kind: 'int', min: 0, max: 4_294_967_295 }, says);
export const u64 = (says: string): Req<{ kind: 'int'; min: number; max: number }> =>
  req({ kind: 'int', min: 0, max: Number.MAX_SAFE_INTEGER }, says);
export const i32 = (says: string): Req<{ kind: 'int'; min: number; max: number }> =>
  req({ kind: 'int', min: -2_147_483_648, max: 2_147_483_647 }, says);
export const num = (says: string): Req<{ kind: 'number' }> => req({ kind: 'number' }, says);
export const flag = (says: string): Req<{ kind: 'flag' }> => req({ kind: 'flag' }, says);
export const oneOf = <const V extends readonly string[]>(values: V, says: string): Req<{ kind: 'oneOf'; values: V }> =>
  req({ kind: 'oneOf', values }, says);
export const texts = (says: string): Req<{ kind: 'texts' }> => req({ kind: 'texts' }, says);
export const map = (says: string): Req<{ kind: 'map' }> => req({ kind: 'map' }, says);
export const json = (says: string): Req<{ kind: 'json' }> => req({ kind: 'json' }, says);
export const opt = <K extends FieldKind>(field: Field<K, boolean>): Field<K, true> => ({ ...field, optional: true });

/** The TypeScript type of a field's value, as it stands in an event body. */
export type ValueOf<K extends FieldKind> = K extends { kind: 'oneOf'; values: infer V extends readonly string[] }
  ? V[number]
  : K extends { kind: 'text' } | { kind: 'time' }
    ? string
    : K extends { kind: 'int' } | { kind: 'number' }
      ? number
      : K extends { kind: 'flag' }
        ? boolean
        : K extends { kind: 'texts' }
          ? readonly string[]
          : K extends { kind: 'map' }
            ? Readonly<Record<string, string>>
            : K extends { kind: 'json' }
              ? unknown
              : never;

export type Fields = Readonly<Record<string, Field>>;

/** The body type of a set of fields: required fields required, optional fields absent or present, never null. */
export type BodyOf<F extends Fields> = {
  readonly [N in keyof F as F[N]['optional'] extends true ? never : N]: ValueOf<F[N]['type']>;
} & {
  readonly [N in keyof F as F[N]['optional'] extends true ? N : never]?: ValueOf<F[N]['type']>;
};
