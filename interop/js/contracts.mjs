import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import descriptors from 'protobufjs/ext/descriptor.js';
import { RpcError } from './status.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const Contracts = (await load(HERE, 'contracts.proto')).lookupService('rpc.Contracts');
const ErrorDetails = (await load(HERE, 'errors.proto')).lookupType('ErrorDetails');

/** How messages look in JavaScript: all 64 bits of a long, enums by name, and nothing for what is absent. */
const AS_OBJECT = { longs: BigInt, enums: String, defaults: true };

/**
 * Reads the `.proto` files of a directory, however deep; they may import each other.
 *
 * @returns {Promise<Map<string, protobuf.Service>>} the services by their full names
 */
export async function loadContracts(directory) {
  const names = await readdir(directory, { recursive: true });
  const files = await Promise.all(names.filter((name) => name.endsWith('.proto')).map((name) => load(directory, name)));
  return new Map(files.flatMap(servicesIn).map((service) => [service.fullName.slice(1), service]));
}

/** Each in a root of its own: two files may use the same names. */
async function load(directory, name) {
  const root = new protobuf.Root();
  root.resolvePath = (_, imported) => join(directory, imported);
  await root.load(name);
  return root.resolveAll();
}

/** The contract of one service, as the server itself tells it; for those to whom nobody gave `.proto` files. */
export async function askForContract(connection, service, { group, version, ...options } = {}) {
  const { result } = await stub(connection, Contracts, options).describe({ service, group, version });
  const set = descriptors.FileDescriptorSet.decode(result.descriptor);
  set.file.unshift(...wellKnown().file);
  return protobuf.Root.fromDescriptor(set).lookupService(service);
}

/** What every protobuf library has and no server sends; protobufjs lacks api, source_context and type. */
export function wellKnown() {
  const root = new protobuf.Root();
  for (const name of ['any', 'duration', 'empty', 'field_mask', 'struct', 'timestamp', 'wrappers']) {
    root.addJSON(protobuf.common.get(`google/protobuf/${name}.proto`).nested);
  }
  return root.resolveAll().toDescriptor('proto3');
}

function servicesIn(namespace) {
  return namespace.nestedArray.flatMap((each) => {
    if (each instanceof protobuf.Service) {
      return [each];
    }
    return each instanceof protobuf.Namespace ? servicesIn(each) : [];
  });
}

/**
 * A service as an object with one function for each method. It takes the request, a plain object with the parameters by
 * name, and options (`timeoutMillis`, `metadata`, `signal`, `oneway`), and gives a promise of the response; its `result`
 * is what the Java method returned, and is missing where that is `null`. The stub's own options (`group` and `version`
 * too) are for all of its calls.
 */
export function stub(connection, contract, defaults = {}) {
  const service = contract.fullName.slice(1);
  const methods = contract.methodsArray.map((method) => {
    const { resolvedRequestType: requestType, resolvedResponseType: responseType } = method;
    const call = async (request = {}, options = {}) => {
      refuseUnknown(request, requestType);
      const message = requestType.encode(requestType.fromObject(request)).finish();
      try {
        const response = await connection.call({ ...defaults, ...options, service, method: method.name, message });
        return responseType.toObject(responseType.decode(response.message), AS_OBJECT);
      } catch (error) {
        throw error instanceof RpcError && error.details?.length > 0 ? explained(error, method) : error;
      }
    };
    return [method.name, call];
  });
  return Object.fromEntries(methods);
}

/** A misspelt parameter would be left out without a word. */
function refuseUnknown(request, type) {
  const unknown = Object.keys(request).find((name) => !(name in type.fields));
  if (unknown !== undefined) {
    throw new TypeError(`${type.name} has no "${unknown}"; it has ${Object.keys(type.fields).join(', ') || 'no fields'}`);
  }
}

/** The error with what its details say; as it is if they cannot be read. */
function explained(error, method) {
  try {
    const { badRequest, debugInfo } = ErrorDetails.toObject(ErrorDetails.decode(error.details), AS_OBJECT);
    error.violations = badRequest?.fieldViolations ?? [];
    error.remoteStackTrace = debugInfo?.detail;
    error.exception = declaredException(method, error.details);
  } catch {
    // The status is certain all the same.
  }
  return error;
}

/** What the method's `throws` clause names, as `{type, state}`; undefined if this contract does not know it. */
function declaredException(method, details) {
  const errors = method.parent.parent.get(`${method.name[0].toUpperCase()}${method.name.slice(1)}Errors`);
  const decoded = errors?.decode(details);
  const field = errors?.oneofs.kind.fieldsArray.find((each) => Object.hasOwn(decoded, each.name));
  if (field === undefined) {
    return undefined;
  }
  const type = field.resolvedType;
  return { type: type.name, state: type.toObject(decoded[field.name], AS_OBJECT) };
}
