import { create, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Metadata } from '@grpc/grpc-js';
import { Scope, silentLogger, systemClock } from '@sutra/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openChannel } from './channel.ts';
import { methodDefinition } from './definition.ts';
import { Health, HealthCheckResponse_ServingStatus as Serving } from './gen/grpc/health/v1/health_pb.ts';
import { ServerReflection, type ServerReflectionResponse } from './gen/grpc/reflection/v1/reflection_pb.ts';
import { ServerReflection as Alpha } from './gen/grpc/reflection/v1alpha/reflection_pb.ts';
import { type MasterServer, serveMaster } from './server.ts';
import { handlersWith } from './testing/handlers.ts';

let scope: Scope;
let server: MasterServer;
beforeEach(async () => {
  scope = new Scope();
  server = await serveMaster({ host: '127.0.0.1', port: 0, handlers: handlersWith({}), clock: systemClock(), logger: silentLogger });
  scope.own({ close: () => server.close(100) }, 'server');
});
afterEach(() => scope.close());

/** Asks everything on one raw stream and returns the answers in order. */
function ask(service: typeof ServerReflection | typeof Alpha, requests: readonly object[]): Promise<ServerReflectionResponse[]> {
  const channel = scope.own(openChannel({ address: server.address }), 'channel');
  const { path, requestSerialize, responseDeserialize } = methodDefinition(service.method.serverReflectionInfo);
  return new Promise((resolve, reject) => {
    const answers: ServerReflectionResponse[] = [];
    const call = channel.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, new Metadata());
    call.on('data', (answer: ServerReflectionResponse) => answers.push(answer));
    call.on('error', reject);
    call.on('end', () => resolve(answers));
    for (const messageRequest of requests) call.write({ host: 'h', messageRequest });
    call.end();
  });
}

describe.each([
  ['v1', ServerReflection],
  ['v1alpha', Alpha],
])('reflection %s', (_version, service) => {
  it('lists every service', async () => {
    const [answer] = await ask(service, [{ case: 'listServices', value: '*' }]);
    expect(answer?.validHost).toBe('h');
    expect(answer?.originalRequest?.messageRequest).toEqual({ case: 'listServices', value: '*' });
    expect(answer?.messageResponse.case === 'listServicesResponse' && answer.messageResponse.value.service.map(({ name }) => name)).toEqual(
      ['grid.GridMaster', 'grpc.health.v1.Health', 'grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'],
    );
  });

  it.each(['grid.GridMaster', 'grid.GridMaster.SpawnStorageNode', 'grid.SpawnRequest', 'grid.SpawnRequest.port'])(
    'gives the files behind %s, imports included',
    async (symbol) => {
      const [answer] = await ask(service, [{ case: 'fileContainingSymbol', value: symbol }]);
      if (answer?.messageResponse.case !== 'fileDescriptorResponse') throw new Error(`answered ${answer?.messageResponse.case}`);
      const files = answer.messageResponse.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
      expect(files.map(({ name }) => name)).toEqual(['grid.proto', 'agent.proto']);
      expect(files[0]?.dependency).toEqual(['agent.proto']);
      const spawn = files[0]?.messageType.find(({ name }) => name === 'SpawnRequest');
      expect(spawn?.field.find(({ name }) => name === 'port')?.number).toBe(4);
    },
  );

  it('says what it does not know and answers the next question on the same stream', async () => {
    const answers = await ask(service, [
      { case: 'fileContainingSymbol', value: 'grid.Nothing' },
      { case: 'fileContainingExtension', value: { containingType: 'grid.SpawnRequest', extensionNumber: 5 } },
      { case: undefined },
      { case: 'fileByFilename', value: 'agent.proto' },
    ]);
    expect(answers.map(({ messageResponse }) => messageResponse.case === 'errorResponse' && messageResponse.value.errorCode)).toEqual([
      5,
      5,
      3,
      false,
    ]);
  });
});

describe('health', () => {
  const definition = methodDefinition(Health.method.watch);

  it('tells a watcher of every change', async () => {
    const channel = scope.own(openChannel({ address: server.address }), 'channel');
    const seen: Serving[] = [];
    const call = channel.makeServerStreamRequest(
      definition.path,
      definition.requestSerialize,
      definition.responseDeserialize,
      create(Health.method.watch.input, { service: 'grid.GridMaster' }),
      new Metadata(),
    );
    call.on('data', (reply: { status: Serving }) => seen.push(reply.status));
    call.on('error', () => undefined); // cancelled below
    await expect.poll(() => seen).toEqual([Serving.NOT_SERVING]);
    server.setServing(true);
    server.setServing(true);
    server.setServing(false);
    await expect.poll(() => seen).toEqual([Serving.NOT_SERVING, Serving.SERVING, Serving.NOT_SERVING]);
    call.cancel();
  });

  it('does not know a service that is not there', async () => {
    const channel = scope.own(openChannel({ address: server.address }), 'channel');
    const check = methodDefinition(Health.method.check);
    const code = await new Promise((resolve) => {
      channel.makeUnaryRequest(
        check.path,
        check.requestSerialize,
        check.responseDeserialize,
        { service: 'nope' },
        new Metadata(),
        {},
        (failure) => resolve(failure?.code),
      );
    });
    expect(code).toBe(5);
  });
});
