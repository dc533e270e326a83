import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/** Whether something can listen there now. */
export function portIsFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Who listens on a port or, where nobody does, has a connection whose own port it is, as far as this machine lets us see: "nginx (pid 4242)",
 * "sutra agent (pid 7), with an open connection", or undefined. Linux only.
 */
export function portHolder(port: number): string | undefined {
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((table) => readLines(table).slice(1))
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = NO_INODE] = line.trim().split(/\s+/);
      return Number.parseInt(local.split(':')[1] ?? '', 16) === port && inode !== NO_INODE ? [{ listens: state === LISTENS, inode }] : [];
    });
  const listeners = sockets.filter(({ listens }) => listens);
  const inodes = new Set((listeners.length > 0 ? listeners : sockets).map(({ inode }) => inode));
  if (inodes.size === 0) return undefined;
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && holdsSocket(name, inodes));
  return pid === undefined ? undefined : `${nameOf(pid)} (pid ${pid})${listeners.length > 0 ? '' : ', with an open connection'}`;
}

/** State of a listening socket in the kernel's tables. */
const LISTENS = '0A';
/** The inode of a connection that belongs to no process any more, as one that lingers after its close. */
const NO_INODE = '0';

/** One of ours by what it does, anything else by the name of its program. */
function nameOf(pid: string): string {
  const [, ...words] = (readLines(`/proc/${pid}/cmdline`)[0] ?? '').split('\0');
  // Node may have been started with flags of its own.
  const [script = '', command = ''] = words.filter((word) => !word.startsWith('-'));
  return script.endsWith('/bin/sutra.js') ? `sutra ${command}` : (readLines(`/proc/${pid}/comm`)[0] ?? 'a process');
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const target = linkTarget(`/proc/${pid}/fd/${fd}`);
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    return false; // another user's process, or one that ended while we looked
  }
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // closed while we looked
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n');
  } catch {
    return []; // not Linux, or gone: the holder then stays unnamed, the port stays taken
  }
}
