import { startMaster } from '@sutra/master';
import { type CommonOptions, configOf } from '../client/invocation.ts';
import { runDaemon } from '../process/daemon.ts';
import { openFacts, WATCHFUL } from '../process/facts.ts';
import { shortId } from '../process/short-id.ts';
import { localToken } from '../process/token.ts';
import { installedVersion } from '../version.ts';

export interface MasterCommandOptions extends CommonOptions {
  readonly host?: string;
  readonly port?: string;
  readonly httpPort?: string;
  readonly dataPath?: string;
  readonly eventStorage?: string;
}

/** `sutra master`. Without a named event storage it runs without events, and says so. */
export async function master(options: MasterCommandOptions, env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const config = await configOf(options, env, ['master'], {
    'master.host': options.host,
    'master.port': options.port,
    'master.http_port': options.httpPort,
    'master.data_path': options.dataPath,
    'events.storage_endpoint': options.eventStorage,
  });
  return runDaemon('master', config, async (context) => {
    const { clock, chance, logger, scope } = context;
    const endpoint = config.events.named ? config.events.endpoint : null;
    if (endpoint === null)
      logger.warn('running without events: nothing that happens is kept beyond this machine’s spool; set EVENT_STORAGE to keep it');
    const facts = await openFacts(context, 'master', config.master.folder, endpoint, WATCHFUL);
    const served = await startMaster({
      host: config.master.host,
      port: config.master.port,
      httpPort: config.master.httpPort,
      dataDir: config.master.folder,
      version: installedVersion(),
      token: localToken(config.tokenFile),
      requireToken: config.master.requireToken,
      limits: { heartbeatIntervalMs: config.agent.heartbeatMs },
      store: facts.store,
      emitter: facts.emitter,
      clock,
      chance,
      logger,
      newId: shortId,
      pid: process.pid,
    });
    scope.defer('master', () => served.close(context.stopReason()));
    return { address: served.address, health: `http://${config.master.host}:${served.httpPort}` };
  });
}
