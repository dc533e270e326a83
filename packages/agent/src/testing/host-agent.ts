import { join } from 'node:path';
import { openEmitter } from '@sutra/events';
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { openProcessPlatform } from '@sutra/platform/process';
import { agentConfig } from '../config.ts';
import { startAgent } from '../shell/agent.ts';
import { linkTo } from './master.ts';

/** A whole agent with a real spool in a process of its own, meant to be killed. */
const [dataFolder = '', address = ''] = process.argv.slice(2);
const [clock, logger, chance] = [systemClock(), silentLogger, seededChance(process.pid)];
const platform = await openProcessPlatform({ dataFolder, clock, logger, selfPid: process.pid });
const emitter = await openEmitter({ emitter: 'agent-1', folder: join(dataFolder, 'spool'), store: null, clock, chance, logger });
const config = agentConfig({
  ...{ agentId: 'agent-1', hostname: 'host-1', version: '0.1.0', dataFolder, storageCommand: ['/bin/false'] },
  ...{ baseEnv: { PATH: '/usr/bin:/bin' }, metricsEveryMs: 100 },
});
await startAgent({ config, platform, emitter, connect: linkTo(address), clock, chance, logger });
process.send?.({ ready: true });
process.once('disconnect', () => process.exit(1)); // a test that failed must not leave us behind
