import type { FieldKind } from './fields.ts';
import { ENTITY_ID_CHARS_MAX, TEXT_CHARS_MAX } from './fields.ts';
import { EVENT_TYPES, rowOf } from './lookup.ts';
import type { EventType } from './table.ts';
import { KEY_CHARS_MAX, MEMBERS_MAX } from './validate.ts';

/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The schema of one type's body: what `validateBody` accepts, in the words of JSON Schema. */
export function jsonSchemaOf(type: EventType): JsonSchema {
  const row = rowOf(type);
  const fields = Object.entries(row.fields);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:sutra:grid:event:${type}:${row.version}`,
    title: type,
    description: row.says,
    type: 'object',
    additionalProperties: false,
    required: fields.filter(([, field]) => !field.optional).map(([name]) => name),
    properties: Object.fromEntries(fields.map(([name, field]) => [name, { description: field.says, ...schemaOfKind(field.type) }])),
  };
}

/** All types in one document, each under `$defs`. */
export function eventsJsonSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:sutra:grid:events',
    title: 'Bodies of the events of Sutra Grid',
    $defs: Object.fromEntries(EVENT_TYPES.map((type) => [type, jsonSchemaOf(type)])),
  };
}

function schemaOfKind(kind: FieldKind): JsonSchema {
  switch (kind.kind) {
    case 'text':
      return kind.entity === undefined
        ? { type: 'string', maxLength: kind.maxChars }
        : { type: 'string', minLength: 1, maxLength: ENTITY_ID_CHARS_MAX, pattern: '^\\S+$' };
    case 'time':
      return { type: 'string', format: 'date-time' };
    case 'int':
      return { type: 'integer', minimum: kind.min, maximum: kind.max };
    case 'number':
      return { type: 'number' };
    case 'flag':
      return { type: 'boolean' };
    case 'oneOf':
      return { enum: kind.values };
    case 'texts':
      return { type: 'array', maxItems: MEMBERS_MAX, items: { type: 'string', maxLength: TEXT_CHARS_MAX } };
    case 'map':
      return {
        type: 'object',
        maxProperties: MEMBERS_MAX,
        propertyNames: { maxLength: KEY_CHARS_MAX },
        additionalProperties: { type: 'string', maxLength: TEXT_CHARS_MAX },
      };
    case 'json':
      return {};
  }
}
