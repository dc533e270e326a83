import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type Clock, sleep } from '@sutra/kit';
import { LIMITS } from '../limits.ts';

/** Where the notices of a watch go beside the live stream. */
export interface Destination {
  readonly webhook?: string;
  readonly command?: readonly string[];
}

/** Key of the signatures of one watch: worked out from the grid's token, so that it is kept nowhere. */
export const webhookSecret = (token: string, watchId: string): string =>
  createHmac('sha256', token).update(`watch-webhook:${watchId}`).digest('hex');

/** `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over the seconds, a dot and the body. The receiver checks both and refuses what is old. */
export function signature(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** Delivers one notice, trying again with growing waits. Returns what went wrong after the last try, one text a destination. */
export async function deliver(to: Destination, notice: object, secret: string, clock: Clock, signal: AbortSignal): Promise<string[]> {
  const body = JSON.stringify(notice);
  const failures: string[] = [];
  const { webhook, command } = to;
  if (webhook !== undefined) {
    const failed = await tried(() => post(webhook, body, signature(secret, Math.floor(clock.wallUs() / 1_000_000), body)), clock, signal);
    if (failed !== undefined) failures.push(`${webhook}: ${failed}`);
  }
  if (command !== undefined) {
    const failed = await tried(() => run(command, body), clock, signal);
    if (failed !== undefined) failures.push(`${command[0]}: ${failed}`);
  }
  return failures;
}

async function tried(attempt: () => Promise<void>, clock: Clock, signal: AbortSignal): Promise<string | undefined> {
  let failed: string | undefined;
  for (let n = 0; n < LIMITS.watchTriesMax; n++) {
    try {
      await attempt();
      return undefined;
    } catch (reason) {
      failed = reason instanceof Error ? reason.message : String(reason);
    }
    if (signal.aborted || n === LIMITS.watchTriesMax - 1) break;
    await sleep(clock, LIMITS.watchRetryMs * 4 ** n, signal).catch(() => undefined);
  }
  return failed;
}

/** One POST. A redirect is a failure: a notice goes where it was told to, and nowhere that place sends it. */
function post(url: string, body: string, signed: string): Promise<void> {
  const start = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const call = start(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-sutra-signature': signed },
        signal: AbortSignal.timeout(LIMITS.watchDeliverMs),
        agent: false,
      },
      (response) => {
        response.resume();
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve();
        else
          reject(
            new Error(
              status >= 300 && status < 400
                ? `it answered with a redirect (${status}), which is not followed`
                : `it answered with status ${status}`,
            ),
          );
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

/** Runs the program with the notice on its standard input. Arguments are handed over as they are: there is no shell. */
function run(command: readonly string[], body: string): Promise<void> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      shell: false,
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: LIMITS.watchDeliverMs,
      killSignal: 'SIGKILL',
    });
    child.on('error', reject);
    child.on('close', (code, ended) =>
      code === 0 ? resolve() : reject(new Error(code === null ? `it was ended by ${ended}` : `it ended with code ${code}`)),
    );
    child.stdin.on('error', () => undefined); // a program need not read its input
    child.stdin.end(body);
  });
}
