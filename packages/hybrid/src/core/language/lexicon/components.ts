import { rowOf } from '@sutra/model';
import { type Row, say } from './row.ts';

/** What a part of the grid is called beside its own name. */
const ALSO: Readonly<Record<string, string>> = {
  master: 'grid master, sutra master, grid-master, the master node, master node',
  control:
    'control center, control centre, control plane, control panel, controlcenter, dashboard, the web ui, web ui, control center ui, sutra control',
  storage: 'event store, event storage, event-store, sutra storage, storage engine, storage backend, event database',
};
/** Agents are entities of their own: who asks for one means it, not its process. */
const ENTITIES: ReadonlySet<string> = new Set(['agent']);

/** The parts the grid itself is made of, as the catalogue names them. */
export const COMPONENTS: readonly string[] = namedIn('component_started').filter((part) => !ENTITIES.has(part));

function namedIn(type: 'component_started'): readonly string[] {
  const field = rowOf(type).fields['component']?.type;
  return field?.kind === 'oneOf' ? field.values : [];
}

/** Words for the parts of the grid: a part added to the catalogue is askable by its name at once. */
export const PARTS_OF_GRID: readonly Row[] = COMPONENTS.flatMap((part) =>
  say(
    { part },
    [
      part,
      ...['process', 'server', 'service', 'component', 'daemon', 'program'].map((kind) => `${part} ${kind}`),
      ...(ALSO[part] ?? '')
        .split(',')
        .map((phrase) => phrase.trim())
        .filter((phrase) => phrase !== ''),
    ].join(', '),
  ),
);
