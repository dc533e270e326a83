import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventSink, silentSink } from '@sutra/events';
import { type Clock, type Logger, lineLogger, seededChance, silentLogger, systemClock } from '@sutra/kit';
import type { EventType, GridEvent, TypedEvent } from '@sutra/model';
import { openProcessPlatform, type ProcessPlatform } from '@sutra/platform/process';
import { type AgentSettings, agentConfig } from '../config.ts';
import { type Agent, startAgent } from '../shell/agent.ts';
import { linkTo, openScriptedMaster, type ScriptedMaster } from './master.ts';

/** A sink that remembers, across agents, as a spool and storage together would. */
export interface RememberingSink extends EventSink {
  readonly events: GridEvent[];
  of<T extends EventType>(type: T): TypedEvent<T>[];
}

export function rememberingSink(): RememberingSink {
  const events: GridEvent[] = [];
  return {
    ...silentSink,
    events,
    emit(draft) {
      const event = silentSink.emit(draft);
      events.push(event);
      return event;
    },
    of: <T extends EventType>(type: T) => events.filter((event) => event.type === type) as unknown as TypedEvent<T>[],
  };
}

export interface Stage {
  readonly root: string;
  readonly sink: RememberingSink;
  readonly master: ScriptedMaster;
  agent: Agent;
  platform: ProcessPlatform;
  /** Ends the agent as a shutdown would and starts another run of it. */
  restartAgent(): Promise<Agent>;
  stopAgent(): Promise<void>;
  startAgent(): Promise<Agent>;
  close(): Promise<void>;
}

export const STORAGE_NODE = [
  process.execPath,
  '-e',
  `const at = (name) => process.argv[process.argv.indexOf(name) + 1];
   require('node:net').createServer((socket) => socket.end()).listen(Number(at('--port')), '127.0.0.1', () => console.log('serving', process.argv.slice(1).join(' ')));`,
  '--',
];

export async function openStage(over: Partial<AgentSettings> = {}, clock: Clock = systemClock()): Promise<Stage> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'sutra-agent-')));
  const sink = rememberingSink();
  const master = await openScriptedMaster();
  const logger: Logger =
    over.agentId === 'loud'
      ? lineLogger(
          (line) => process.stderr.write(`${line}\n`),
          'debug',
          () => Date.now() * 1000,
        )
      : silentLogger;
  const config = agentConfig({
    ...{ agentId: 'agent-1', hostname: 'host-1', version: '0.1.0', dataFolder: root, storageCommand: STORAGE_NODE },
    ...{ baseEnv: { PATH: '/usr/bin:/bin' }, stopGraceMs: 500, metricsEveryMs: 60_000, startWithinMs: 5_000 },
    ...over,
  });
  const stage = {
    root,
    sink,
    master,
    async startAgent() {
      stage.platform = await openProcessPlatform({ dataFolder: root, clock: systemClock(), logger, selfPid: process.pid });
      stage.agent = await startAgent({
        config,
        platform: stage.platform,
        emitter: sink,
        connect: linkTo(master.address),
        clock,
        chance: seededChance(7),
        logger,
      });
      await eventually('the agent to be welcomed', () => stage.agent.connected);
      return stage.agent;
    },
    async stopAgent() {
      await stage.agent.close();
      await stage.platform.close();
    },
    async restartAgent() {
      await stage.stopAgent();
      return stage.startAgent();
    },
    async close() {
      await stage.agent.close();
      for (const handle of await stage.platform.list(AbortSignal.timeout(5_000)))
        await stage.platform.stop(handle, 0, AbortSignal.timeout(5_000));
      await stage.platform.close();
      await master.close();
      await rm(root, { recursive: true, force: true });
    },
  } as Stage;
  await stage.startAgent();
  return stage;
}

/** Asks again until it is so, at most ten seconds. */
export async function eventually(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  const limit = AbortSignal.timeout(10_000);
  while (!(await ask())) {
    if (limit.aborted) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
