import type { Field, FieldKind } from './fields.ts';
import { EVENT_TYPES, rowOf } from './lookup.ts';
import type { CatalogueRow } from './row.ts';
import type { EventType } from './table.ts';

/** docs/reference/events.md, whole: generated from the catalogue, never written by hand. */
export function eventsReference(): string {
  const out = [
    '# Events',
    '',
    'Generated from the catalogue in `packages/model` (`npm run reference`); do not edit.',
    '',
    `${EVENT_TYPES.length} types. Severity is the default; a draft may override it. Class says what may be dropped first when a spool is`,
    'full: `heartbeat`, then `metric`, then `audit`; `lifecycle` goes last. Fields marked `?` may be absent; no field is ever null.',
    "A user's own events are `custom.<name>` (letters, digits, `_`, `.`) with free JSON fields, class `audit`.",
    '',
    '| type | severity | class | said by | hangs on |',
    '|---|---|---|---|---|',
    ...EVENT_TYPES.map((type) => overviewLine(type, rowOf(type))),
  ];
  for (const type of EVENT_TYPES) out.push('', ...section(type, rowOf(type)));
  return `${out.join('\n')}\n`;
}

function overviewLine(type: EventType, row: CatalogueRow): string {
  const primary = 'entity' in row.primary ? `\`${row.primary.entity}\`` : row.primary.field;
  return `| [${type}](#${type}) | ${row.severity} | ${row.class} | ${row.emittedBy} | ${primary} |`;
}

function section(type: EventType, row: CatalogueRow): string[] {
  return [
    `## ${type}`,
    '',
    `> ${row.says}`,
    '',
    `Edge ${row.edge}, version ${row.version}. In questions: ${row.words.map((word) => `"${word}"`).join(', ')}.`,
    '',
    '| field | kind | meaning |',
    '|---|---|---|',
    ...Object.entries(row.fields).map(([name, field]) => fieldLine(name, field)),
  ];
}

function fieldLine(name: string, field: Field): string {
  return `| \`${name}\`${field.optional ? '?' : ''} | ${kindText(field.type)} | ${field.says.replaceAll('|', '\\|')} |`;
}

function kindText(kind: FieldKind): string {
  switch (kind.kind) {
    case 'text':
      return kind.entity === undefined ? `text ≤ ${kind.maxChars}` : `id of ${kind.entity}`;
    case 'int':
      return kind.min < 0 ? 'i32' : kind.max > 4_294_967_295 ? 'u64' : 'u32';
    case 'oneOf':
      return kind.values.map((value) => `\`${value}\``).join(', ');
    case 'texts':
      return 'list of texts';
    case 'map':
      return 'text → text';
    default:
      return kind.kind;
  }
}
