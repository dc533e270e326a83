/**
 * Which Host headers are ours. A page on a foreign name that resolves to 127.0.0.1 (DNS rebinding) reaches the socket but
 * cannot lie about the name in Host: refusing foreign names closes that door.
 */
const HOST = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?)(?::(\d{1,5}))?$/;
const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Name and port of a Host header, or undefined when it is not exactly `name` or `name:port`. */
export function parseHost(header: string): { readonly name: string; readonly port?: number } | undefined {
  const match = HOST.exec(header);
  if (match === null) return undefined;
  const name = (match[1] as string).toLowerCase();
  if (match[2] === undefined) return { name };
  const port = Number(match[2]);
  return port >= 1 && port <= 65_535 ? { name, port } : undefined;
}

/** Whether a Host header names this server. Any port is accepted on a loopback name: a forwarded port is still ours. */
export function hostAllowed(header: string | undefined, allowed: readonly string[]): boolean {
  if (header === undefined) return false;
  const host = parseHost(header);
  if (host === undefined) return false;
  if (LOOPBACK_NAMES.has(host.name)) return true;
  return allowed.some((entry) => {
    const known = parseHost(entry.toLowerCase());
    return known !== undefined && known.name === host.name && (known.port === undefined || known.port === host.port);
  });
}

/**
 * Whether an Origin may act. Our own origin is `http://` + the very Host this request came to (a browser writes both, so a
 * page on another port or name cannot match), plus the configured ones. `null` is never ours.
 */
export function originAllowed(origin: string, host: string, allowed: readonly string[]): boolean {
  const own = origin.toLowerCase();
  return (
    own === `http://${host.toLowerCase()}` ||
    own === `https://${host.toLowerCase()}` ||
    allowed.some((known) => known.toLowerCase() === own)
  );
}
