import type { Answer } from '../shell/answer.ts';
import { ask } from '../shell/ask.ts';
import { history, type Teller } from './history.ts';
import { sceneOf } from './scene.ts';

/**
 * A grid that several people work on: alice spawns web, api and worker, bob db and cache. db is stopped by bob and started anew by alice, cache is restarted
 * by frank; worker is killed from outside and stopped by alice only later, and api ends by itself. flappy, of dave, is restarted by its agent alone.
 */
export function ofPeople(): Teller {
  const told = history();
  const by = (operation: string, actor: string) => ({ operation, meta: { actor: `cli:${actor}` } });
  const of = (node_id: string, generation = 1) => ({ node_id, agent_id: 'agent-1', generation });
  const asks = (atS: number, verb: string, target: string, operation: string, actor: string): string =>
    told.tell(atS, 'action_requested', { verb, target, surface: 'cli' }, by(operation, actor));
  const spawn = (atS: number, node: string, actor: string, generation = 1): string => {
    const operation = `op-start-${node}-${generation}`;
    const replaces = generation === 1 ? {} : { replaces: generation - 1 };
    const spec = { port: 0, storage_path: '', memory_limit_mb: 64, ...replaces };
    const wish = asks(atS, generation === 1 ? 'spawn' : 'restart', node, operation, actor);
    const asked = told.tell(atS, 'spawn_requested', { ...of(node, generation), ...spec }, { ...by(operation, actor), causedBy: [wish] });
    return told.tell(atS + 1, 'spawn_succeeded', { ...of(node, generation), pid: atS, port: 0 }, { operation, causedBy: [asked] });
  };
  const stop = (atS: number, node: string, actor: string): void => {
    const operation = `op-stop-${node}`;
    const wish = asks(atS, 'stop', node, operation, actor);
    const asked = told.tell(atS, 'stop_requested', of(node), { ...by(operation, actor), causedBy: [wish] });
    told.tell(atS + 1, 'stop_succeeded', { ...of(node), forced: false }, { operation, causedBy: [asked] });
  };
  const placed = { hostname: 'box', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 };
  told.tell(0, 'agent_registered', { agent_id: 'agent-1', ...placed });
  for (const [n, node] of ['web', 'api', 'worker'].entries()) spawn(10 + n, node, 'alice');
  for (const [n, node] of ['db', 'cache'].entries()) spawn(20 + n, node, 'bob');
  const flappy = spawn(30, 'flappy', 'dave');
  const crash = told.tell(40, 'node_crashed', { ...of('flappy'), exit_code: 3, uptime_ms: 9000 }, { causedBy: [flappy] });
  told.tell(41, 'node_restarted', { ...of('flappy'), restart_count: 1, new_pid: 99 }, { causedBy: [crash] });
  const killed = { signal: 'SIGKILL', cause: 'killed_by_operator', summary: 'killed by SIGKILL sent from outside the grid' } as const;
  const end = told.tell(100, 'node_crashed', { ...of('worker'), ...killed, uptime_ms: 87_000 }, { operation: 'op-start-worker-1' });
  told.tell(100.1, 'node_gave_up', { ...of('worker'), reason: 'the restart policy is never' }, { causedBy: [end] });
  stop(120, 'db', 'bob');
  spawn(200, 'db', 'alice', 2);
  stop(230, 'worker', 'alice');
  // A program that ends by itself names the operation that once started it.
  told.tell(260, 'stop_succeeded', { ...of('api'), exit_code: 0, forced: false }, { operation: 'op-start-api-1' });
  // Within a restart the old generation ends by the same operation.
  const again = 'op-start-cache-2';
  const wish = { ...of('cache', 2), port: 0, storage_path: '', memory_limit_mb: 64, replaces: 1 };
  const asked = told.tell(300, 'spawn_requested', wish, {
    ...by(again, 'frank'),
    causedBy: [asks(300, 'restart', 'cache', again, 'frank')],
  });
  told.tell(301, 'stop_succeeded', { ...of('cache'), forced: false }, { operation: again });
  told.tell(302, 'spawn_succeeded', { ...of('cache', 2), pid: 300, port: 0 }, { operation: again, causedBy: [asked] });
  return told;
}

/** That grid ten minutes after it began. */
export function sceneOfPeople() {
  const told = ofPeople();
  return { ...sceneOf(told), tz: 'UTC', nowUs: told.startUs + 600_000_000 };
}

export function askOfPeople(): (question: string) => Promise<Answer> {
  const { tz, nowUs, ...scene } = sceneOfPeople();
  return (question) => ask({ question, tz, nowUs }, scene);
}
