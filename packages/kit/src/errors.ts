/**
 * Errors are a table. A row says what kind of failure it is, whether trying again can help, and how to mend it; the
 * message says what happened this time. Each package declares its own rows beside its code, and every surface (gRPC,
 * HTTP, the storage protocol, exit codes) is derived from `kind`, so a failure keeps its meaning wherever it travels.
 */
export type ErrorKind =
  | 'invalid' // the request itself is wrong; sending it again changes nothing
  | 'not_found'
  | 'conflict' // true of the request, but not in this state
  | 'denied' // known caller, not allowed
  | 'unauthenticated'
  | 'limit' // a documented bound was reached
  | 'unavailable' // not now; trying again may work
  | 'timeout' // the deadline passed; the outcome may be unknown
  | 'corrupt' // stored bytes are not what was written
  | 'internal'; // our bug

/** One row of an error table. `mend` is an instruction to the operator, in the imperative. */
export interface ErrorRow {
  readonly kind: ErrorKind;
  readonly retry: boolean;
  readonly mend: string;
}

/** gRPC status numbers, HTTP status and CLI exit code per kind. Exit codes follow docs/reference/cli.md. */
export const SURFACES: Readonly<Record<ErrorKind, { readonly grpc: number; readonly http: number; readonly exit: number }>> = {
  invalid: { grpc: 3, http: 400, exit: 2 },
  not_found: { grpc: 5, http: 404, exit: 5 },
  conflict: { grpc: 9, http: 409, exit: 6 },
  denied: { grpc: 7, http: 403, exit: 6 },
  unauthenticated: { grpc: 16, http: 401, exit: 4 },
  limit: { grpc: 8, http: 429, exit: 6 },
  unavailable: { grpc: 14, http: 503, exit: 7 },
  timeout: { grpc: 4, http: 504, exit: 7 },
  corrupt: { grpc: 15, http: 500, exit: 1 },
  internal: { grpc: 13, http: 500, exit: 1 },
};

const TABLE = new Map<string, ErrorRow>();

/**
 * Adds rows to the one error table and returns them typed. Codes start with `SUTRA_`.
 * @throws Error when a code is declared twice: two meanings for one code is a programming mistake.
 */
export function defineErrors<const T extends Record<`SUTRA_${string}`, ErrorRow>>(rows: T): T {
  for (const [code, row] of Object.entries(rows) as [string, ErrorRow][]) {
    const known = TABLE.get(code);
    if (known !== undefined && known.mend !== row.mend) throw new Error(`error code ${code} is declared twice`);
    TABLE.set(code, row);
  }
  return rows;
}

/** Every declared row, by code, sorted: the source of docs/reference/errors.md. */
export function errorTable(): readonly (readonly [string, ErrorRow])[] {
  return [...TABLE.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
}

defineErrors({
  SUTRA_INTERNAL: {
    kind: 'internal',
    retry: false,
    mend: 'Report this with the command or request that led here: it is a defect in Sutra Grid.',
  },
  SUTRA_TIMEOUT: {
    kind: 'timeout',
    retry: true,
    mend: 'Try again, or allow more time. If it was a change, look at its operation first: it may have happened.',
  },
  SUTRA_ABORTED: { kind: 'unavailable', retry: true, mend: 'The work was cancelled by its caller; start it again if it is still wanted.' },
});

/** What an error looks like on any wire: plain data, safe to serialise. */
export interface ErrorData {
  readonly code: string;
  readonly message: string;
  readonly mend: string;
  readonly kind: ErrorKind;
  readonly retry: boolean;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A failure a user may see: a code from the table, what happened, and how to mend it. */
export class SutraError extends Error {
  override readonly name = 'SutraError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly retry: boolean;
  readonly mend: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  /**
   * @param code a declared code; the module that declares it must have been imported
   * @throws Error for a code nobody declared: a programming mistake, which would otherwise travel as our own bug without a mend
   * @param message what happened, starting with the action that failed: "Cannot bind port 7000: address in use"
   * @param options `row` stands in for the table where an error comes from elsewhere (see `fromData`)
   */
  constructor(
    code: string,
    message: string,
    options: { cause?: unknown; details?: Readonly<Record<string, unknown>>; mend?: string; row?: ErrorRow } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const row = options.row ?? TABLE.get(code);
    if (row === undefined) throw new Error(`error code ${code} is not declared: import the errors.ts that declares it (said: ${message})`);
    this.code = code;
    this.kind = row.kind;
    this.retry = row.retry;
    this.mend = options.mend ?? row.mend;
    this.details = options.details;
  }

  toData(): ErrorData {
    return {
      code: this.code,
      message: this.message,
      mend: this.mend,
      kind: this.kind,
      retry: this.retry,
      ...(this.details === undefined ? {} : { details: this.details }),
    };
  }

  /** Rebuilds an error from the wire. A code this build does not know keeps the kind, mend and retry it came with. */
  static fromData(data: ErrorData): SutraError {
    return new SutraError(data.code, data.message, {
      row: { kind: data.kind, retry: data.retry, mend: data.mend },
      ...(data.details === undefined ? {} : { details: data.details }),
    });
  }

  /** Converts anything thrown into a SutraError, once, at a boundary. Unknown things become SUTRA_INTERNAL and keep their cause. */
  static from(reason: unknown): SutraError {
    if (reason instanceof SutraError) return reason;
    const message = reason instanceof Error ? reason.message : String(reason);
    return new SutraError('SUTRA_INTERNAL', message, { cause: reason });
  }
}

/** Fails loudly when something that must be true is not: a programming mistake, never bad input. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}

/** Closes a switch over a union: adding a member without handling it no longer compiles. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
