import type { SourceName } from '@sutra/import';

/** Forms that hold our own events, or CloudEvents of anyone. */
const EVENT_FORMS = ['ndjson', 'cloudevents', 'blocks'] as const;
/** What other systems print of their history. Written out: the help of a command must not load its importers. */
const SOURCES = ['kubernetes', 'docker', 'nomad', 'journald'] as const satisfies readonly SourceName[];

export type ImportForm = (typeof EVENT_FORMS)[number] | SourceName;
export const IMPORT_FORMS: readonly ImportForm[] = [...EVENT_FORMS, ...SOURCES];

export const isSource = (form: ImportForm): form is SourceName => (SOURCES as readonly string[]).includes(form);
