import { Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js';
import { type ErrorData, type ErrorKind, SURFACES, SutraError } from '@sutra/kit';
import './errors.ts';
import { ERROR_TRAILER_BYTES_MAX, STATUS_CHARS_MAX } from './limits.ts';

/** The trailer that carries a whole SutraError; stock clients see only the plain status. */
export const ERROR_TRAILER = 'sutra-error-bin';

/** The gRPC status of a failure: number from its kind, message for people, the whole error in the trailer. */
export function statusOf(reason: unknown): Pick<StatusObject, 'code' | 'details' | 'metadata'> {
  const error = SutraError.from(reason);
  const metadata = new Metadata();
  metadata.set(ERROR_TRAILER, trailerOf(error.toData()));
  return { code: SURFACES[error.kind].grpc, details: error.message.slice(0, STATUS_CHARS_MAX), metadata };
}

/** Details go first when the trailer would be too large for a header block, then the end of the message. */
function trailerOf(data: ErrorData): Buffer {
  const { details: _, ...bare } = data;
  for (const candidate of [data, bare]) {
    const bytes = Buffer.from(JSON.stringify(candidate));
    if (bytes.byteLength <= ERROR_TRAILER_BYTES_MAX) return bytes;
  }
  return Buffer.from(
    JSON.stringify({ ...bare, message: bare.message.slice(0, STATUS_CHARS_MAX), mend: bare.mend.slice(0, STATUS_CHARS_MAX) }),
  );
}

/** Why nothing was reached, without the transport's own story around it. */
function reachability(details: string): string {
  const code = /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT)\b/.exec(details)?.[1] ?? '';
  const said: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'no such host',
    ECONNRESET: 'it closed the connection',
  };
  return said[code] ?? (code === '' ? details : code);
}

/** The error behind a failed call: the one the master sent, or what the status number says. `what` names the call. */
export function errorOf(failure: ServiceError, what: string, address: string): SutraError {
  const sent = failure.metadata?.get(ERROR_TRAILER)[0];
  const data = Buffer.isBuffer(sent) ? errorData(sent) : undefined;
  if (data !== undefined) return SutraError.fromData(data);
  const details = failure.details || failure.message;
  switch (failure.code) {
    case status.UNAVAILABLE:
      return new SutraError('SUTRA_RPC_UNREACHABLE', `Cannot reach the master at ${address}: ${reachability(details)}`, { cause: failure });
    case status.DEADLINE_EXCEEDED:
      return new SutraError('SUTRA_TIMEOUT', `Cannot finish ${what}: ${details}`, { cause: failure });
    case status.CANCELLED: // our own cancelling is reported before this is read: it was the master, on its way down
      return new SutraError('SUTRA_RPC_UNREACHABLE', `Cannot finish ${what}: the master at ${address} cut it off`, { cause: failure });
    case status.RESOURCE_EXHAUSTED:
      return new SutraError('SUTRA_RPC_TOO_LARGE', `Cannot finish ${what}: ${details}`, { cause: failure });
    default: {
      const kind = kindOf(failure.code);
      const error = new SutraError('SUTRA_RPC_REFUSED', `Cannot finish ${what}: ${details}`, { cause: failure });
      return Object.assign(error, { kind });
    }
  }
}

/** Trusts nothing about the trailer: it comes from another process, perhaps another version. */
function errorData(bytes: Buffer): ErrorData | undefined {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined; // not ours: the plain status still says what happened
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { code, message, mend, kind, retry, details } = value as Record<string, unknown>;
  if (typeof code !== 'string' || typeof message !== 'string' || typeof mend !== 'string') return undefined;
  if (typeof kind !== 'string' || !(kind in SURFACES) || typeof retry !== 'boolean') return undefined;
  const base = { code, message, mend, kind: kind as ErrorKind, retry };
  return typeof details === 'object' && details !== null ? { ...base, details: details as Record<string, unknown> } : base;
}

function kindOf(code: number): ErrorKind {
  const found = Object.entries(SURFACES).find(([, surface]) => surface.grpc === code);
  return (found?.[0] as ErrorKind | undefined) ?? 'internal';
}
