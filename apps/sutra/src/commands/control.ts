import { fileURLToPath } from 'node:url';
import { startControl } from '@sutra/control';
import { SutraError } from '@sutra/kit';
import { openMasterClient } from '@sutra/rpc';
import { type CommonOptions, configOf } from '../client/invocation.ts';
import { runDaemon } from '../process/daemon.ts';
import { announce, openFacts } from '../process/facts.ts';
import { localToken } from '../process/token.ts';
import { installedVersion } from '../version.ts';

export interface ControlOptions extends CommonOptions {
  readonly host?: string;
  readonly port?: string;
  readonly dataPath?: string;
  readonly eventStorage?: string;
}

/** `sutra control`: REST, WebSocket and the dashboard. */
export async function control(options: ControlOptions, env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const config = await configOf(options, env, ['control'], {
    'control.host': options.host,
    'control.port': options.port,
    'control.data_path': options.dataPath,
    'events.storage_endpoint': options.eventStorage ?? env['SUTRA_STORAGE_SERVER'],
    'agent.master_host': options.master ?? env['SUTRA_GRID_MASTER'],
  });
  return runDaemon('control', config, async (context) => {
    const { clock, chance, logger, scope } = context;
    const facts = await openFacts(context, 'control', config.control.folder, config.events.endpoint);
    if (facts.store === null) {
      throw new SutraError(
        'SUTRA_CONFIG_INVALID',
        'Cannot start a control centre without event storage: everything it shows comes from the record',
        {
          mend: 'Name it with --event-storage host:port.',
        },
      );
    }
    const token = localToken(config.tokenFile);
    const master = openMasterClient({ address: config.agent.master, clock, logger, token });
    scope.defer('master client', () => master.close());
    const served = await startControl({
      config: {
        host: config.control.host,
        port: config.control.port,
        token,
        allowedHosts: config.control.allowedHosts,
        staticDir: fileURLToPath(new URL('dist/app', import.meta.resolve('@sutra/dashboard/package.json'))),
        version: installedVersion(),
        gridName: config.grid.name,
        dataDir: config.control.folder,
      },
      store: facts.store,
      master,
      emitter: facts.emitter,
      clock,
      chance,
      logger,
    });
    scope.defer('control', () => served.close());
    announce(context, 'control', config.control.folder, facts, served.url);
    return { address: served.url };
  });
}
