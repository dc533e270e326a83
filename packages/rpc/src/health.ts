import {
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { GridMaster } from './gen/grid_pb.ts';
import { type HealthCheckRequest, HealthCheckResponse_ServingStatus as Serving } from './gen/grpc/health/v1/health_pb.ts';

/** The standard health service: one answer for the server as a whole ('') and for grid.GridMaster. */
export interface HealthService {
  readonly implementation: UntypedServiceImplementation;
  /** Tells every watcher when it changes. */
  setServing(serving: boolean): void;
  /** Ends every watch. */
  close(): void;
}

type Reply = { status: Serving };

export function healthService(): HealthService {
  let serving = false;
  const known = new Set(['', GridMaster.typeName]);
  const watchers = new Set<ServerWritableStream<HealthCheckRequest, Reply>>();
  const now = (): Reply => ({ status: serving ? Serving.SERVING : Serving.NOT_SERVING });
  return {
    implementation: {
      check(call: ServerUnaryCall<HealthCheckRequest, Reply>, reply: sendUnaryData<Reply>): void {
        const { service } = call.request;
        if (known.has(service)) reply(null, now());
        else reply({ code: status.NOT_FOUND, details: `unknown service ${service.slice(0, 128)}` });
      },
      watch(call: ServerWritableStream<HealthCheckRequest, Reply>): void {
        if (!known.has(call.request.service)) {
          call.write({ status: Serving.SERVICE_UNKNOWN });
        } else {
          watchers.add(call);
          call.write(now());
        }
        call.on('cancelled', () => {
          watchers.delete(call);
          call.end();
        });
      },
    },
    setServing(value) {
      if (value === serving) return;
      serving = value;
      for (const watcher of watchers) watcher.write(now());
    },
    close() {
      for (const watcher of watchers) watcher.end();
      watchers.clear();
    },
  };
}
