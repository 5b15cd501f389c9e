/** The canonical status codes, by their numbers. */
const NAMES = [
  'OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS',
  'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED',
  'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED',
];

export const Status = Object.freeze(Object.fromEntries(NAMES.map((name, code) => [name, code])));

/**
 * A call that failed.
 *
 * - `code`, `status`: the number and the name of the status
 * - `notExecuted`: true if it is certain that the method did not run, so that the call may be repeated elsewhere
 * - `errorCode`, `exceptionType`: what the server said of it, or undefined
 * - `trailers`: pairs of metadata
 * - `details`: the error details' bytes. A stub adds what they say: `exception`, the declared one as `{type, state}`;
 *   `violations` as `[{field, description}]`; `remoteStackTrace`
 */
export class RpcError extends Error {
  constructor(code, message, { notExecuted = false, errorCode, exceptionType, trailers = [], details } = {}) {
    const known = code < NAMES.length ? code : Status.UNKNOWN;
    super(message ?? NAMES[known]);
    this.name = 'RpcError';
    this.code = known;
    this.status = NAMES[known];
    Object.assign(this, { notExecuted, errorCode, exceptionType, trailers, details });
  }
}
