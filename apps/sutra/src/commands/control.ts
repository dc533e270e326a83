import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ControlParts, startControl } from '@sutra/control';
import { ChatService, ModelReader } from '@sutra/hybrid';
import { type Clock, SutraError } from '@sutra/kit';
import { openMasterClient } from '@sutra/rpc';
import { type CommonOptions, configOf } from '../client/invocation.ts';
import type { Config } from '../config/resolve.ts';
import { runDaemon } from '../process/daemon.ts';
import { announce, openFacts, WATCHFUL } from '../process/facts.ts';
import { localToken } from '../process/token.ts';
import { installedVersion } from '../version.ts';

export interface ControlOptions extends CommonOptions {
  readonly host?: string;
  readonly port?: string;
  readonly dataPath?: string;
  readonly eventStorage?: string;
  readonly llmBaseUrl?: string;
  readonly llmModel?: string;
  readonly llmApiKeyFile?: string;
  readonly llmMode?: string;
}

/** `sutra control`: REST, WebSocket and the dashboard. */
export async function control(options: ControlOptions, env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const config = await configOf(options, env, ['control', 'llm'], {
    'control.host': options.host,
    'control.port': options.port,
    'control.data_path': options.dataPath,
    'events.storage_endpoint': options.eventStorage ?? env['SUTRA_STORAGE_SERVER'],
    'agent.master_host': options.master ?? env['SUTRA_GRID_MASTER'],
    'llm.base_url': options.llmBaseUrl,
    'llm.model': options.llmModel,
    'llm.api_key_file': options.llmApiKeyFile,
    'llm.mode': options.llmMode,
  });
  return runDaemon('control', config, async (context) => {
    const { clock, chance, logger, scope } = context;
    const facts = await openFacts(context, 'control', config.control.folder, config.events.endpoint, WATCHFUL);
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
      ...(config.llm === null ? {} : { model: modelOf(config.llm, clock) }),
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

/**
 * A model that may help reading questions.
 * @throws SutraError SUTRA_LLM_KEY when its key cannot be read, or can be read by others
 */
function modelOf(llm: NonNullable<Config['llm']>, clock: Clock): NonNullable<ControlParts['model']> {
  const { baseUrl, model, keyFile, mode, rephrase, ...limits } = llm;
  const key = keyFile === null ? {} : { key: keyIn(keyFile) };
  return { mode, rephrase, reader: new ModelReader({ service: new ChatService({ baseUrl, model, ...key }), clock, ...limits }) };
}

function keyIn(file: string): string {
  try {
    const others = statSync(file).mode & 0o077;
    if (others !== 0) throw new SutraError('SUTRA_LLM_KEY', `Cannot use the key in ${file}: others may read it`);
    const key = readFileSync(file, 'utf8').trim();
    if (!/^[\x21-\x7e]+$/.test(key))
      throw new SutraError('SUTRA_LLM_KEY', `Cannot use the key in ${file}: it is empty, or more than one word`);
    return key;
  } catch (reason) {
    if (reason instanceof SutraError) throw reason;
    throw new SutraError('SUTRA_LLM_KEY', `Cannot read the model's key: ${(reason as Error).message}`, { cause: reason });
  }
}
