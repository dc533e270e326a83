import { silentLogger, systemClock } from '@sutra/kit';
import type { StartSpec } from '../../contract/index.ts';
import { openProcessPlatform } from '../platform.ts';

/** A process that hosts a platform and is meant to be killed: start specs come in over IPC, handles go out. */
const [dataFolder = ''] = process.argv.slice(2);
const platform = await openProcessPlatform({ dataFolder, clock: systemClock(), logger: silentLogger, selfPid: process.pid });
process.on('message', (spec: StartSpec) => {
  platform.start(spec, AbortSignal.timeout(10_000)).then(
    (handle) => process.send?.({ handle }),
    (reason: unknown) => process.send?.({ error: String(reason) }),
  );
});
process.send?.({ ready: true });
process.once('disconnect', () => process.exit(1)); // a test that failed must not leave us behind
