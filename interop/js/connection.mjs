import { randomBytes, randomUUID } from 'node:crypto';
import net from 'node:net';
import {
  cancelFrame, Flag, frame, FrameReader, goAwayFrame, helloFrame, MAX_FRAME, MAX_METHOD, MAX_STREAM, metadataPairs,
  methodFrame, ProtocolError, readData, readGoAway, readHello, readResponse, requestHead, Type,
} from './frames.mjs';
import { RpcError, Status } from './status.mjs';

const MAX_METHODS = 4_096;
const MAX_TIMER = 0x7fffffff; // setTimeout takes more for none at all
const MAX_MESSAGE = 4 * 1024 * 1024;

/** One connection to one server, and all calls that are in progress on it. */
export class Connection {
  #socket;
  #reader = new FrameReader();
  #options;
  #opening = withResolvers();
  #closed = withResolvers();
  #peer; // the server's HELLO
  #farewell; // the server's GOAWAY
  #closing = false;
  #lastStream = 0;
  #calls = new Map();
  #methods = new Map();
  #large = []; // requests whose messages are on their way, in turn
  #sending = false;
  #pings = new Map();

  /**
   * Connects and exchanges HELLO.
   *
   * @param {object} options
   * @param {string} options.host
   * @param {number} options.port
   * @param {string} [options.token] the server's shared secret
   * @param {string} [options.processId] whom the registry says to be there; another one is refused
   * @param {number} [options.maxMessage] the largest response that is accepted, in bytes
   * @param {number} [options.connectMillis] how long connecting may take
   * @returns {Promise<Connection>}
   */
  static open({ host, port, token = '', processId, maxMessage = MAX_MESSAGE, connectMillis = 10_000 }) {
    const socket = net.connect({ host, port, noDelay: true });
    const connection = new Connection(socket, { maxMessage, processId, connectMillis });
    connection.#send(helloFrame({ maxMessage, processId: `js-${randomUUID()}`, token }));
    return connection.#opening.promise;
  }

  constructor(socket, options) {
    this.#socket = socket;
    this.#options = options;
    const late = setTimeout(() => this.#end(`no HELLO within ${options.connectMillis} ms`), options.connectMillis);
    const settle = () => clearTimeout(late);
    this.#opening.promise.then(settle, settle);
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', (error) => this.#end(error.message));
    socket.on('close', () => this.#end('the server closed the connection'));
  }

  /** What the server said of itself: `{maxFrame, maxMessage, maxStreams, processId}`. */
  get server() {
    return this.#peer;
  }

  /** Whether calls can be started: neither side has said good-bye, and the socket takes bytes. */
  get usable() {
    return this.#peer !== undefined && !this.#closing && this.#farewell === undefined && this.#socket.writable;
  }

  /** Resolves when the connection has ended, for whatever reason. */
  get closed() {
    return this.#closed.promise;
  }

  /**
   * Calls a method.
   *
   * @param {object} call
   * @param {string} call.service `package.Interface`
   * @param {string} call.method
   * @param {Uint8Array} call.message the request's bytes, not to be changed until the call has ended
   * @param {string} [call.group]
   * @param {string} [call.version]
   * @param {number} [call.timeoutMillis] 0: for ever
   * @param {object|string[][]} [call.metadata]
   * @param {boolean} [call.oneway] wants no response: resolves when the request is with the socket
   * @param {AbortSignal} [call.signal] cancels the call
   * @returns {Promise<{message: Buffer, headers: string[][], trailers: string[][]}>}
   * @throws {RpcError} if it fails
   */
  call(call) {
    const { service, method, message, group = '', version = '' } = call;
    const { timeoutMillis = 3_000, metadata = {}, oneway = false, signal } = call;
    const pairs = metadataPairs(metadata);
    if (signal?.aborted) {
      return neverSent(Status.CANCELLED, 'cancelled before it was sent');
    }
    if (!this.usable || this.#lastStream === MAX_STREAM) {
      return neverSent(Status.UNAVAILABLE, 'the connection takes no more calls');
    }
    if (message.length > this.#peer.maxMessage) {
      const text = `a message of ${message.length} bytes; the server accepts ${this.#peer.maxMessage}`;
      return neverSent(Status.RESOURCE_EXHAUSTED, text);
    }
    const name = { service, group, version, method };
    const number = this.#numberOf(name);
    const request = { number, name, remainingMillis: Math.ceil(timeoutMillis), metadata: pairs, oneway };
    const whole = requestHead(request);
    const fits = whole.head.length + message.length <= this.#maxFrame;
    const large = fits ? undefined : requestHead({ ...request, messageLength: message.length });
    if (large !== undefined && large.head.length > this.#maxFrame) {
      return neverSent(Status.RESOURCE_EXHAUSTED, 'the metadata does not fit into a frame');
    }

    const stream = ++this.#lastStream;
    const pending = { stream, message, oneway, sent: 0, ended: false, received: [], size: 0, ...withResolvers() };
    this.#calls.set(stream, pending);
    if (timeoutMillis > 0) {
      const late = () => new RpcError(Status.DEADLINE_EXCEEDED, `no response within ${timeoutMillis} ms`);
      pending.timer = setTimeout(() => this.#cancel(pending, late()), Math.min(timeoutMillis, MAX_TIMER));
    }
    if (signal !== undefined) {
      const abort = () => this.#cancel(pending, new RpcError(Status.CANCELLED, 'cancelled'));
      signal.addEventListener('abort', abort);
      pending.release = () => signal.removeEventListener('abort', abort);
    }
    if (fits) {
      pending.ended = true;
      this.#send(frame(Type.REQUEST, whole.flags | Flag.END_STREAM, stream, Buffer.concat([whole.head, message])));
      this.#requestSent(pending);
    } else {
      // At once and without a byte of the message, so that stream ids grow and large messages can take turns.
      this.#send(frame(Type.REQUEST, large.flags, stream, large.head));
      this.#large.push(pending);
      this.#sendLarge();
    }
    return pending.promise;
  }

  /** Resolves to the round trip in milliseconds. */
  ping() {
    if (this.#peer === undefined || this.#socket.destroyed) {
      return Promise.reject(new RpcError(Status.UNAVAILABLE, 'the connection is closed'));
    }
    const payload = randomBytes(8);
    const ping = { start: performance.now(), ...withResolvers() };
    this.#pings.set(payload.toString('hex'), ping);
    this.#send(frame(Type.PING, 0, 0, payload));
    return ping.promise;
  }

  /** Starts no more calls, waits for those in progress, and closes. */
  close() {
    if (!this.#closing) {
      this.#closing = true;
      this.#send(goAwayFrame(0));
      this.#closeWhenIdle();
    }
    return this.closed;
  }

  get #maxFrame() {
    return Math.min(MAX_FRAME, this.#peer.maxFrame);
  }

  /** The method's number on this connection, sent ahead of its first use; undefined if it cannot have one. */
  #numberOf(name) {
    const key = JSON.stringify([name.service, name.group, name.version, name.method]);
    if (!this.#methods.has(key)) {
      if (this.#methods.size === MAX_METHODS) {
        return undefined;
      }
      const bytes = methodFrame(this.#methods.size, name);
      if (bytes.length - frame(Type.METHOD, 0, 0).length > MAX_METHOD) {
        return undefined;
      }
      this.#methods.set(key, this.#methods.size);
      this.#send(bytes);
    }
    return this.#methods.get(key);
  }

  #send(bytes, flushed) {
    if (this.#socket.writable) {
      this.#socket.write(bytes, flushed);
    }
  }

  /** One frame of one large message, then, when the socket has taken it, one of the next: small frames get between. */
  #sendLarge() {
    if (this.#sending || this.#large.length === 0) {
      return;
    }
    const call = this.#large.shift();
    const piece = call.message.subarray(call.sent, call.sent + this.#maxFrame);
    call.sent += piece.length;
    call.ended = call.sent === call.message.length;
    if (call.ended) {
      this.#requestSent(call);
    } else {
      this.#large.push(call);
    }
    this.#sending = true;
    this.#send(frame(Type.DATA, call.ended ? Flag.END_STREAM : 0, call.stream, piece), () => {
      this.#sending = false;
      this.#sendLarge();
    });
  }

  #requestSent(call) {
    if (call.oneway) {
      this.#finish(call, () => call.resolve({ message: Buffer.alloc(0), headers: [], trailers: [] }));
    }
  }

  #receive(bytes) {
    try {
      for (const each of this.#reader.read(bytes)) {
        this.#accept(each);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) {
        throw error;
      }
      this.#send(goAwayFrame(3, error.message));
      this.#end(`the server broke the protocol: ${error.message}`);
    }
  }

  #accept({ type, flags, stream, payload }) {
    if (this.#peer === undefined && type !== Type.HELLO && type !== Type.GOAWAY) {
      throw new ProtocolError('a frame ahead of HELLO');
    }
    switch (type) {
      case Type.HELLO:
        return this.#onHello(payload);
      case Type.RESPONSE:
        return this.#onResponse(stream, readResponse(flags, payload));
      case Type.DATA:
        return this.#onData(stream, readData(flags, payload));
      case Type.PING:
        return this.#send(frame(Type.PONG, 0, 0, payload));
      case Type.PONG:
        return this.#onPong(payload);
      case Type.GOAWAY:
        return this.#onGoAway(readGoAway(payload));
      case Type.METHOD:
      case Type.REQUEST:
      case Type.CANCEL:
        throw new ProtocolError(`a frame of type 0x${type.toString(16)} from a server`);
      default: // WINDOW, and what a later version may send
    }
  }

  #onHello(payload) {
    if (this.#peer !== undefined) {
      throw new ProtocolError('a second HELLO');
    }
    const hello = readHello(payload);
    const { processId } = this.#options;
    if (processId !== undefined && processId !== hello.processId) {
      this.#send(goAwayFrame(0));
      return this.#end(`${hello.processId} is at this address, not ${processId}`);
    }
    this.#peer = hello;
    this.#opening.resolve(this);
  }

  #onData(stream, { length, bytes }) {
    const call = this.#calls.get(stream);
    if (call === undefined) {
      return; // it has ended, for us at least
    }
    call.length ??= length;
    if (call.length === undefined) {
      throw new ProtocolError('DATA that begins a message without its length');
    }
    if (call.length > this.#options.maxMessage) {
      return this.#cancel(call, this.#tooLarge(call.length));
    }
    call.received.push(bytes);
    call.size += bytes.length;
    if (call.size > call.length) {
      throw new ProtocolError(`more than the ${call.length} bytes of a message`);
    }
  }

  #tooLarge(length) {
    const text = `a response of ${length} bytes; this client accepts ${this.#options.maxMessage}`;
    return new RpcError(Status.RESOURCE_EXHAUSTED, text);
  }

  #onResponse(stream, { code, text, payload, headers, trailers, ...error }) {
    const call = this.#calls.get(stream);
    if (call === undefined) {
      return;
    }
    if (code !== Status.OK) {
      const failure = new RpcError(code, text, { ...error, trailers, details: payload });
      return this.#finish(call, () => call.reject(failure));
    }
    const size = call.size + payload.length;
    if (size > this.#options.maxMessage) {
      return this.#finish(call, () => call.reject(this.#tooLarge(size)));
    }
    if (call.length !== undefined && size !== call.length) {
      const failure = new RpcError(Status.INTERNAL, `a response of ${call.length} bytes came with ${size}`);
      return this.#finish(call, () => call.reject(failure));
    }
    const message = Buffer.concat([...call.received, payload]);
    this.#finish(call, () => call.resolve({ message, headers, trailers }));
  }

  #onPong(payload) {
    const key = payload.subarray(0, 8).toString('hex');
    const ping = this.#pings.get(key);
    this.#pings.delete(key);
    ping?.resolve(performance.now() - ping.start);
  }

  #onGoAway({ lastStream, code, reason }) {
    this.#farewell = { lastStream, code, reason };
    const text = reason ?? `the server said good-bye with code ${code}`;
    if (this.#peer === undefined) {
      return this.#end(text, code);
    }
    for (const call of [...this.#calls.values()]) {
      if (call.stream > lastStream) {
        this.#finish(call, () => call.reject(new RpcError(Status.UNAVAILABLE, text, { notExecuted: true })));
      }
    }
    this.#closeWhenIdle();
  }

  /** Gives a call up on both sides. */
  #cancel(call, error) {
    error.notExecuted = !call.ended;
    this.#send(cancelFrame(call.stream, error.code, error.message));
    this.#finish(call, () => call.reject(error));
  }

  #finish(call, settle) {
    clearTimeout(call.timer);
    call.release?.();
    this.#calls.delete(call.stream);
    this.#large = this.#large.filter((each) => each !== call);
    settle();
    this.#closeWhenIdle();
  }

  #closeWhenIdle() {
    if ((this.#closing || this.#farewell !== undefined) && this.#calls.size === 0) {
      this.#hangUp();
    }
  }

  /** Lets out what is written, a GOAWAY perhaps, and leaves a peer that does not hang up as well. */
  #hangUp() {
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), 1_000).unref();
  }

  /** Ends everything at once; calls that were sent may have run. */
  #end(text, code = Status.UNAVAILABLE) {
    this.#opening.reject(new RpcError(code === 0 || code === 3 ? Status.UNAVAILABLE : code, text, { notExecuted: true }));
    for (const call of [...this.#calls.values()]) {
      const failure = new RpcError(Status.UNAVAILABLE, text, { notExecuted: !call.ended });
      this.#finish(call, () => call.reject(failure));
    }
    for (const ping of this.#pings.values()) {
      ping.reject(new RpcError(Status.UNAVAILABLE, text));
    }
    this.#pings.clear();
    this.#hangUp();
    this.#closed.resolve();
  }
}

function neverSent(code, text) {
  return Promise.reject(new RpcError(code, text, { notExecuted: true }));
}

/** Promise.withResolvers, which Node 20 lacks. */
function withResolvers() {
  const resolvers = {};
  resolvers.promise = new Promise((resolve, reject) => Object.assign(resolvers, { resolve, reject }));
  return resolvers;
}
