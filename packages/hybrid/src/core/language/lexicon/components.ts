import { rowOf } from '@sutra/model';
import { type Row, say } from './row.ts';

/** What a part of the grid is called beside its own name. */
const ALSO: Readonly<Record<string, string>> = {
  master: 'grid master, sutra master, grid-master, the master node, master node',
  control:
    'control center, control centre, control plane, control panel, controlcenter, dashboard, the web ui, web ui, control center ui, sutra control',
  agent: 'agent daemon, agent program, agent service, agent supervisor, node agent process',
  storage: 'event store, event storage, event-store, sutra storage, storage engine, storage backend, event database',
};
/** Agents are entities of their own: who asks for one means it, and only who says so its process. */
const ENTITIES: ReadonlySet<string> = new Set(['agent']);

/** The parts the grid itself is made of, as the catalogue names them. */
export const COMPONENTS: readonly string[] = namedIn('component_started');

/** What stands for every part of the grid: none of them is named. */
export const ANY_PART = '*';
/** A grid starts, runs and ends with its master. */
export const WHOLE_GRID = 'master';

function namedIn(type: 'component_started'): readonly string[] {
  const field = rowOf(type).fields['component']?.type;
  return field?.kind === 'oneOf' ? field.values : [];
}

/** Words for the parts of the grid: a part added to the catalogue is askable by its name at once. */
export const PARTS_OF_GRID: readonly Row[] = [
  ...say(
    { part: ANY_PART },
    'component, components, grid component, grid components, grid part, grid parts, component of the grid, components of the grid, part of the grid, parts of the grid, grid process, grid processes, grid service, grid services',
  ),
  ...COMPONENTS.flatMap(rowsOf),
];

function rowsOf(part: string): readonly Row[] {
  const own = ENTITIES.has(part);
  return say(
    { part },
    [
      ...(own ? [] : [part]),
      ...(own ? ['process'] : ['process', 'server', 'service', 'component', 'daemon', 'program']).map((kind) => `${part} ${kind}`),
      ...(ALSO[part] ?? '')
        .split(',')
        .map((phrase) => phrase.trim())
        .filter((phrase) => phrase !== ''),
    ].join(', '),
  );
}
