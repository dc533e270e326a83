import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { SutraError } from '@sutra/kit';
import { type McpSetting, PreviewBook, serveHttp, serveStdio } from '@sutra/mcp';
import { ControlClient } from '../client/control.ts';
import type { Invocation } from '../client/invocation.ts';
import { pagesAt } from '../client/pages.ts';
import { installedVersion } from '../version.ts';

export interface McpServeOptions {
  readonly http?: string;
  readonly readOnly?: boolean;
  readonly allowActions?: boolean;
}

/** `sutra mcp serve`: until the assistant has gone, or with --http until a signal comes. */
export async function mcpServe(invocation: Invocation, options: McpServeOptions): Promise<number> {
  if (options.readOnly === true && options.allowActions === true)
    throw new SutraError('SUTRA_USAGE', 'Cannot serve: --read-only and --allow-actions exclude each other');
  const token = tokenOf(invocation);
  const setting: McpSetting = {
    control: new ControlClient(invocation),
    pages: pagesAt(invocation.at.control),
    zone: invocation.zone,
    clock: invocation.clock,
    previews: bookOf(invocation, token),
    allowActions: options.allowActions === true,
    version: installedVersion(),
  };
  if (options.http === undefined) {
    await serveStdio(setting);
    return 0;
  }
  const port = Number(options.http);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new SutraError('SUTRA_USAGE', `--http must be a port, got "${options.http}"`);
  const served = await serveHttp(setting, { port, token });
  invocation.terminal.out(`http://127.0.0.1:${served.port}/mcp`);
  invocation.terminal.note(
    `Serving assistants${setting.allowActions ? ', confirmed actions included' : ', reads only'}. The token is in ${invocation.tokenFile}.`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await served.close();
  return 0;
}

/** `sutra mcp confirm PREVIEW`: what a person reads before the assistant may act. */
export async function mcpConfirm(invocation: Invocation, id: string, { yes }: { readonly yes?: boolean }): Promise<number> {
  const book = bookOf(invocation, tokenOf(invocation));
  const preview = book.find(id, invocation.clock.wallUs());
  const { terminal } = invocation;
  terminal.note(`${preview.says}${preview.wish.reason === undefined ? '' : `\nReason given: ${preview.wish.reason}`}`);
  if (yes !== true) {
    if (!invocation.mayAsk)
      throw new SutraError('SUTRA_USAGE', 'Cannot confirm: nobody can be asked here', {
        mend: 'Run it on a terminal, or add --yes after reading.',
      });
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const said = await lines.question('Let the assistant do this, once? [y/N] ');
    lines.close();
    if (!/^y(es)?$/i.test(said.trim())) return 1;
  }
  terminal.out(book.wordFor(preview));
  return 0;
}

const bookOf = (invocation: Invocation, token: string): PreviewBook =>
  new PreviewBook(join(invocation.config.runFolder, 'mcp-previews'), token);

function tokenOf({ token, tokenFile }: Invocation): string {
  if (token === undefined) throw new SutraError('SUTRA_NO_TOKEN', `Cannot serve assistants: no token in ${tokenFile}`);
  return token;
}
