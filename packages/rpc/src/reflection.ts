import { type DescFile, type DescMessage, type DescService, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { Init } from './definition.ts';
import type { ServerReflectionRequest, ServerReflectionResponseSchema } from './gen/grpc/reflection/v1/reflection_pb.ts';

type Answer = NonNullable<Init<typeof ServerReflectionResponseSchema>['messageResponse']>;
type Call = ServerDuplexStream<ServerReflectionRequest, Init<typeof ServerReflectionResponseSchema>>;

/** Answers reflection questions about a set of services from their generated descriptors. Pure. */
export interface ReflectionIndex {
  answer(request: ServerReflectionRequest): Answer;
}

export function reflectionIndex(services: readonly DescService[]): ReflectionIndex {
  const files = new Map<string, DescFile>();
  const symbols = new Map<string, DescFile>();
  const addFile = (file: DescFile): void => {
    if (files.has(fileName(file))) return;
    files.set(fileName(file), file);
    for (const dependency of file.dependencies) addFile(dependency);
    for (const service of file.services) {
      symbols.set(service.typeName, file);
      for (const method of service.methods) symbols.set(`${service.typeName}.${method.name}`, file);
    }
    for (const one of file.enums) symbols.set(one.typeName, file);
    for (const message of file.messages) addMessage(message, file);
  };
  const addMessage = (message: DescMessage, file: DescFile): void => {
    symbols.set(message.typeName, file);
    for (const field of message.fields) symbols.set(`${message.typeName}.${field.name}`, file);
    for (const one of message.nestedEnums) symbols.set(one.typeName, file);
    for (const nested of message.nestedMessages) addMessage(nested, file);
  };
  for (const service of services) addFile(service.file);
  const names = services.map((service) => service.typeName).sort();

  const described = (file: DescFile | undefined, what: string): Answer =>
    file === undefined
      ? missing(`${what} not found`)
      : { case: 'fileDescriptorResponse', value: { fileDescriptorProto: withDependencies(file).map(descriptorBytes) } };

  return {
    answer({ messageRequest: asked }) {
      switch (asked.case) {
        case 'fileByFilename':
          return described(files.get(asked.value), `file ${quote(asked.value)}`);
        case 'fileContainingSymbol':
          return described(symbols.get(asked.value), `symbol ${quote(asked.value)}`);
        case 'listServices':
          return { case: 'listServicesResponse', value: { service: names.map((name) => ({ name })) } };
        case 'allExtensionNumbersOfType':
          return symbols.has(asked.value)
            ? { case: 'allExtensionNumbersResponse', value: { baseTypeName: asked.value, extensionNumber: [] } }
            : missing(`type ${quote(asked.value)} not found`);
        case 'fileContainingExtension':
          return missing(`${quote(asked.value.containingType)} has no extensions`);
        default:
          return { case: 'errorResponse', value: { errorCode: status.INVALID_ARGUMENT, errorMessage: 'the request asks nothing' } };
      }
    },
  };
}

/** The stream handler over an index, the same for v1 and v1alpha: their messages differ in nothing but the package. */
export function serveReflection(index: ReflectionIndex): (call: Call) => void {
  return (call) => {
    call.on('data', (request: ServerReflectionRequest) => {
      const { $typeName: _, ...originalRequest } = request;
      call.write({ validHost: request.host, originalRequest, messageResponse: index.answer(request) });
    });
    call.on('end', () => call.end());
    call.on('cancelled', () => call.end());
  };
}

const fileName = (file: DescFile): string => file.proto.name;
const quote = (text: string): string => JSON.stringify(text.slice(0, 128));
const descriptorBytes = (file: DescFile): Uint8Array => toBinary(FileDescriptorProtoSchema, file.proto);
const missing = (errorMessage: string): Answer => ({ case: 'errorResponse', value: { errorCode: status.NOT_FOUND, errorMessage } });

/** The file and everything it imports, the file first: what a client needs to build the types. */
function withDependencies(file: DescFile, seen = new Set<string>()): DescFile[] {
  if (seen.has(fileName(file))) return [];
  seen.add(fileName(file));
  return [file, ...file.dependencies.flatMap((dependency) => withDependencies(dependency, seen))];
}
