import type { DescMethod } from '@bufbuild/protobuf';
import type { Client, ServiceError } from '@grpc/grpc-js';
import { type Clock, type Closable, type Logger, within } from '@sutra/kit';
import { bareAddress, callMetadata, type MasterAddress, openChannel } from './channel.ts';
import { type Init, type MethodsOf, methodDefinition, type Shape } from './definition.ts';
import { GridMaster } from './gen/grid_pb.ts';
import { Health, HealthCheckResponse_ServingStatus as Serving } from './gen/grpc/health/v1/health_pb.ts';
import { errorOf } from './status.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** When to give up, ms. Each RPC has its own default (see CALL_LIMITS_MS). */
  readonly limitMs?: number;
}

type Methods = (typeof GridMaster)['method'];

/** Typed calls to a master. Requests are plain objects; every failure is a SutraError. */
export type MasterClient = {
  [N in MethodsOf<typeof GridMaster, 'unary'>]: (
    request: Init<Methods[N]['input']>,
    options?: CallOptions,
  ) => Promise<Shape<Methods[N]['output']>>;
} & Closable & {
    readonly address: string;
    /** True when the master answers its health check with "serving". Throws when it cannot be reached. */
    serving(options?: CallOptions): Promise<boolean>;
  };

/** Waits of the client: the master's own limit (30, 10, 5 s) plus time for its answer to travel. */
export const CALL_LIMITS_MS: Readonly<Record<MethodsOf<typeof GridMaster, 'unary'>, number>> = {
  registerAgent: 10_000,
  heartbeat: 5_000,
  unregisterAgent: 10_000,
  spawnStorageNode: 35_000,
  stopStorageNode: 15_000,
  restartStorageNode: 45_000,
  getStorageNodeStatus: 8_000,
  getNodeLogs: 8_000,
  listAgents: 8_000,
  getClusterStatus: 8_000,
};

export interface MasterClientOptions extends MasterAddress {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A client that connects when first used and again whenever it must. Close it. */
export function openMasterClient(options: MasterClientOptions): MasterClient {
  const channel = openChannel(options);
  const address = bareAddress(options.address);
  const call = caller(channel, options.clock, address, options.token);
  const methods = Object.fromEntries(
    Object.entries(CALL_LIMITS_MS).map(([name, limitMs]) => {
      const method: DescMethod = Methods(name);
      return [name, (request: object, given: CallOptions = {}) => call(method, request, given.limitMs ?? limitMs, given.signal)];
    }),
  );
  return {
    ...methods,
    address,
    async serving(given: CallOptions = {}) {
      const reply = await call(Health.method.check, { service: GridMaster.typeName }, given.limitMs ?? 3_000, given.signal);
      return (reply as { status?: Serving }).status === Serving.SERVING;
    },
    close: () => channel.close(),
  } as MasterClient;
}

const Methods = (name: string): DescMethod => GridMaster.method[name as keyof Methods];

/** One unary call with a deadline on our clock and a signal; either one cancels it on the wire too. */
function caller(channel: Client, clock: Clock, address: string, token: string | undefined) {
  return (method: DescMethod, request: object, limitMs: number, outer?: AbortSignal): Promise<object> => {
    const { path, requestSerialize, responseDeserialize } = methodDefinition(method);
    const work = (signal: AbortSignal): Promise<object> =>
      new Promise((resolve, reject) => {
        const done = (failure: ServiceError | null, reply?: object): void => {
          signal.removeEventListener('abort', cancel);
          if (failure !== null) reject(errorOf(failure, method.name, address));
          else resolve(reply as object);
        };
        const pending = channel.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, callMetadata(token), {}, done);
        const cancel = (): void => pending.cancel();
        signal.addEventListener('abort', cancel, { once: true });
      });
    return within(clock, limitMs, `${method.name} at ${address}`, work, outer);
  };
}
