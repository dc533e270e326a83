import type { DescService } from '@bufbuild/protobuf';
import {
  logVerbosity,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
  setLogVerbosity,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { type Clock, type Logger, SutraError, within } from '@sutra/kit';
import { type AccessRules, accessCheck, checkExposure, type ServerTls } from './auth.ts';
import { type Init, type MethodsOf, type Shape, serviceDefinition } from './definition.ts';
import { type AgentDownSchema, type AgentUpSchema, GridMaster } from './gen/grid_pb.ts';
import { Health } from './gen/grpc/health/v1/health_pb.ts';
import { ServerReflection } from './gen/grpc/reflection/v1/reflection_pb.ts';
import { ServerReflection as ServerReflectionAlpha } from './gen/grpc/reflection/v1alpha/reflection_pb.ts';
import { healthService } from './health.ts';
import { channelOptions, RPC_LIMITS, type RpcLimits } from './limits.ts';
import { type AgentStream, type LinkListener, serveAgentStream } from './link.ts';
import { reflectionIndex, serveReflection } from './reflection.ts';
import { statusOf } from './status.ts';

/** What a handler knows about its caller. */
export interface CallContext {
  readonly remote: string;
  /** Fires when the caller cancelled or went away: the answer is no longer wanted. */
  readonly signal: AbortSignal;
  /** True when the call carried the grid's token. */
  readonly authenticated: boolean;
}

type Methods = (typeof GridMaster)['method'];

/** The master behind the service: one function per RPC. Throw a SutraError to fail the call. */
export type MasterHandlers = {
  [N in MethodsOf<typeof GridMaster, 'unary'>]: (
    request: Shape<Methods[N]['input']>,
    context: CallContext,
  ) => Promise<Init<Methods[N]['output']>> | Init<Methods[N]['output']>;
} & {
  /** A new stream from an agent; nothing is delivered before this returns. */
  agentLink(stream: AgentStream): LinkListener;
};

export interface ServeOptions extends AccessRules {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly handlers: MasterHandlers;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<RpcLimits>;
  /** Told of every call refused for its token. */
  readonly authFailed?: (error: SutraError, remote: string) => void;
}

export interface MasterServer {
  readonly host: string;
  readonly port: number;
  /** `host:port`, as a client would dial it. */
  readonly address: string;
  /** What the health service answers. Starts as not serving. */
  setServing(serving: boolean): void;
  /** Stops accepting, lets calls in progress finish for up to `graceMs` (default 2,000), then cuts them. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Serves grid.GridMaster with health and reflection beside it.
 * @throws SutraError SUTRA_RPC_PORT_TAKEN, SUTRA_RPC_BIND_FAILED, SUTRA_RPC_BIND_EXPOSED
 */
export async function serveMaster(options: ServeOptions): Promise<MasterServer> {
  checkExposure(options.host, options);
  setLogVerbosity(logVerbosity.NONE); // grpc-js prints to stderr by itself; what matters here is thrown or logged by us
  const limits = { ...RPC_LIMITS, ...options.limits };
  const server = new Server({ ...channelOptions(limits), 'grpc.max_concurrent_streams': limits.streamsPerConnectionMax });
  const health = healthService();
  server.addService(serviceDefinition(GridMaster), implementation(options, limits));
  server.addService(serviceDefinition(Health), health.implementation);
  const index = reflectionIndex([GridMaster, Health, ServerReflection, ServerReflectionAlpha] as unknown as DescService[]);
  for (const reflection of [ServerReflection, ServerReflectionAlpha])
    server.addService(serviceDefinition(reflection), { serverReflectionInfo: serveReflection(index) });
  const port = await bind(server, options.host, options.port, options.tls);
  return {
    host: options.host,
    port,
    address: hostPort(options.host, port),
    setServing: (serving) => health.setServing(serving),
    async close(graceMs = 2_000) {
      health.setServing(false);
      health.close();
      const drained = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      await within(options.clock, graceMs, 'open calls', () => drained).catch(() => server.forceShutdown());
    },
  };
}

/** `host:port`, with brackets around IPv6. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function bind(server: Server, host: string, port: number, tls: ServerTls | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(hostPort(host, port), credentials(tls), (failure, bound) => {
      if (failure === null) return resolve(bound);
      const where = hostPort(host, port);
      if (failure.message.includes('EADDRINUSE'))
        return reject(new SutraError('SUTRA_RPC_PORT_TAKEN', `Cannot listen on ${where}: the port is in use`, { cause: failure }));
      reject(new SutraError('SUTRA_RPC_BIND_FAILED', `Cannot listen on ${where}: ${failure.message}`, { cause: failure }));
    });
  });
}

function credentials(tls: ServerTls | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const authority = tls.clientCa === undefined ? null : Buffer.from(tls.clientCa);
  return ServerCredentials.createSsl(
    authority,
    [{ private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) }],
    authority !== null,
  );
}

/** Every handler behind the same door: token, cancellation, and failures turned into statuses once. */
function implementation(options: ServeOptions, limits: RpcLimits): UntypedServiceImplementation {
  const refused = accessCheck(options.host, options);
  const admit = (call: Pick<ServerUnaryCall<unknown, unknown>, 'metadata' | 'getPeer'>): SutraError | undefined => {
    const error = refused(call.metadata);
    if (error !== undefined) options.authFailed?.(error, call.getPeer());
    return error;
  };
  const unary =
    (name: string, handle: (request: unknown, context: CallContext) => unknown) =>
    (call: ServerUnaryCall<unknown, unknown>, reply: sendUnaryData<unknown>): void => {
      const denied = admit(call);
      if (denied !== undefined) {
        reply(statusOf(denied));
        return;
      }
      const gone = new AbortController();
      call.on('cancelled', () => gone.abort(new SutraError('SUTRA_ABORTED', `The caller of ${name} went away`)));
      const authenticated = options.token !== undefined && call.metadata.get('authorization').length > 0;
      const context = { remote: call.getPeer(), signal: gone.signal, authenticated };
      Promise.resolve()
        .then(() => handle(call.request, context))
        .then(
          (value) => reply(null, value),
          (reason: unknown) => {
            const error = SutraError.from(reason);
            if (error.kind === 'internal') options.logger.error(`${name} failed`, { reason: describe(error) });
            reply(statusOf(error));
          },
        );
    };
  const table: UntypedServiceImplementation = {};
  for (const name of Object.keys(GridMaster.method)) {
    if (name === 'agentLink') continue;
    const own = name as MethodsOf<typeof GridMaster, 'unary'>;
    table[name] = unary(name, options.handlers[own] as (request: unknown, context: CallContext) => unknown);
  }
  table['agentLink'] = (call: ServerDuplexStream<Shape<typeof AgentUpSchema>, Init<typeof AgentDownSchema>>): void => {
    const denied = admit(call);
    if (denied !== undefined) call.emit('error', statusOf(denied));
    else serveAgentStream(call, limits.linkBacklogMax, (stream) => options.handlers.agentLink(stream));
  };
  return table;
}

/** For the log only: the stack says where an internal failure came from. */
function describe(error: SutraError): string {
  return error.cause instanceof Error ? (error.cause.stack ?? error.message) : error.message;
}
