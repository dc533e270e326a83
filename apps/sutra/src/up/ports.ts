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

/** Who listens on a port, as far as this machine lets us see: "nginx (pid 4242)", "sutra storage (pid 7)", or undefined. Linux only. */
export function portHolder(port: number): string | undefined {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readLines(table).slice(1)) {
      const fields = line.trim().split(/\s+/);
      const local = fields[1] ?? '';
      const listening = fields[3] === '0A';
      if (listening && Number.parseInt(local.split(':')[1] ?? '', 16) === port && fields[9] !== undefined) inodes.add(fields[9]);
    }
  }
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (holdsSocket(pid, inodes)) return `${nameOf(pid)} (pid ${pid})`;
  }
  return undefined;
}

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
