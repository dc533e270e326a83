import type { DescMessage, DescMethod, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { GenService, GenServiceMethods } from '@bufbuild/protobuf/codegenv2';
import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';

/** Any message of a call, as the caller writes it: plain fields, all optional. */
export type Init<S extends DescMessage> = MessageInitShape<S>;
export type Shape<S extends DescMessage> = MessageShape<S>;

/** Names of the methods of one kind in a generated service. */
export type MethodsOf<S extends GenService<GenServiceMethods>, K extends DescMethod['methodKind']> = {
  [N in keyof S['method']]: S['method'][N]['methodKind'] extends K ? N : never;
}[keyof S['method']] &
  string;

/**
 * A generated method as grpc-js wants it. Requests and replies are given as plain objects and checked into messages here;
 * unknown fields of newer peers are kept by the decoder and ignored by us.
 */
export function methodDefinition(method: DescMethod): MethodDefinition<object, object> {
  const write =
    (schema: DescMessage) =>
    (value: object): Buffer => {
      const bytes = toBinary(schema, create(schema, value as Record<string, unknown>));
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    };
  const read =
    (schema: DescMessage) =>
    (bytes: Buffer): object =>
      fromBinary(schema, bytes);
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
    responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
    requestSerialize: write(method.input),
    requestDeserialize: read(method.input),
    responseSerialize: write(method.output),
    responseDeserialize: read(method.output),
  };
}

/** A generated service as grpc-js wants it, keyed by the generated method names. */
export function serviceDefinition(service: GenService<GenServiceMethods>): ServiceDefinition {
  return Object.fromEntries(Object.entries(service.method).map(([name, method]) => [name, methodDefinition(method as DescMethod)]));
}
