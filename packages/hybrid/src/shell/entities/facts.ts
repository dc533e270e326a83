import { counted } from '@sutra/kit';
import { own } from '../../core/own.ts';
import { type Entity, statusOf } from './entity.ts';

/** What is told of each thing, and watched: what an operator would call a change, not its figures. */
export const FACTS: Readonly<
  Record<Entity['kind'], readonly (readonly [string, (entity: Entity) => string | number | boolean | undefined])[]>
> = {
  agent: [
    ['status', statusOf],
    ['version', (one) => one.agent?.version],
    ['region', (one) => one.agent?.region],
    ['env', (one) => one.agent?.env],
    ['platform', (one) => one.agent?.platform],
    ['hostname', (one) => one.agent?.hostname],
    ['max_nodes', (one) => one.agent?.maxNodes],
    ['labels', (one) => labels(one)],
  ],
  node: [
    ['status', statusOf],
    ['agent', (one) => (one.kind === 'node' ? one.node.agentId : undefined)],
    ['generation', (one) => (one.kind === 'node' ? one.node.generation : undefined)],
    ['wanted', (one) => (one.kind === 'node' ? one.node.wanted : undefined)],
    ['pid', (one) => (one.kind === 'node' ? one.node.pid : undefined)],
    ['port', (one) => (one.kind === 'node' ? one.node.port : undefined)],
    ['memory_limit_mb', (one) => (one.kind === 'node' ? one.node.spec.memoryLimitMb : undefined)],
    ['restart_policy', (one) => (one.kind === 'node' ? one.node.spec.restart : undefined)],
    [
      'command',
      (one) =>
        one.kind === 'node'
          ? [one.node.spec.workload.command ?? one.node.spec.workload.kind, ...(one.node.spec.workload.args ?? [])].join(' ')
          : undefined,
    ],
    ['crash_looping', (one) => (one.kind === 'node' ? one.node.crashLooping : undefined)],
    ['crashes', (one) => (one.kind === 'node' ? one.node.crashCount : undefined)],
  ],
};

function labels(entity: Entity): string | undefined {
  const pairs = Object.entries(entity.agent?.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.length === 0 ? undefined : pairs.map(([name, value]) => `${name}=${value}`).join(',');
}

/** Facts that an entity's row has already, or that tell one run of a program from another and are no fact of the thing. */
const LEFT_OUT: ReadonlySet<string> = new Set(['status', 'agent', 'generation', 'wanted', 'crash_looping']);

/** What is on record of a thing beside how it is: "version 1.5.1, region eu-west". */
export function factsOf(entity: Entity): Readonly<Record<string, string | number | boolean>> {
  return Object.fromEntries(
    FACTS[entity.kind].flatMap(([fact, read]) => {
      const value = LEFT_OUT.has(fact) ? undefined : read(entity);
      return value === undefined || value === '' ? [] : [[fact, value]];
    }),
  );
}

/** Facts that say what they are of otherwise than by their name. */
const IN_WORDS: Readonly<Record<string, (value: string | number | boolean) => string>> = {
  max_nodes: (value) => `room for ${counted(Number(value), 'node')}`,
  memory_limit_mb: (value) => `memory limit ${value} MB`,
  restart_policy: (value) => `restarted ${value}`,
  command: (value) => `runs ${value}`,
  crashes: (value) => counted(Number(value), 'crash', 'crashes'),
};

/** The same in words, without what is none: no limit, no crash. */
export const factsText = (entity: Entity): string =>
  Object.entries(factsOf(entity))
    .filter(([, value]) => value !== 0)
    .map(([fact, value]) => own(IN_WORDS, fact)?.(value) ?? `${fact} ${value}`)
    .join(', ');
