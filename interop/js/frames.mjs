/** The bytes of docs/protocol.md, sections 2 to 7: what a frame looks like, and nothing about when it is sent. */

export const Type = Object.freeze({
  HELLO: 0x80, METHOD: 0x81, REQUEST: 0x82, RESPONSE: 0x83, DATA: 0x84,
  CANCEL: 0x85, WINDOW: 0x86, PING: 0x87, PONG: 0x88, GOAWAY: 0x89,
});

export const Flag = Object.freeze({
  END_STREAM: 0x01, NO_REPLY: 0x02, METADATA: 0x04, LENGTH: 0x08, EXTENDED: 0x10, NOT_EXECUTED: 0x20,
});

export const MAX_FRAME = 65_536;
export const MAX_FIRST = 4_096;
export const MAX_METHOD = 1_024;
export const MAX_STREAM = 0x7fffffff;

const HEADER = 9;
const MAGIC = 0x52504342;
const VERSION = 1;
const MIN_MAX_FRAME = 16_384;
const MAX_U31 = 0x7fffffff;
const MAX_PAIRS = 1_024;
const METADATA_KEY = /^[0-9a-z_.-]+$/;

/** What the peer sent breaks the protocol: the connection must end. */
export class ProtocolError extends Error {}

/** One frame as it travels. */
export function frame(type, flags, stream, payload = Buffer.alloc(0)) {
  const header = Buffer.allocUnsafe(HEADER);
  header.writeUInt8(type, 0);
  header.writeUInt8(flags, 1);
  header.writeUIntBE(payload.length, 2, 3);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

/** Cuts what arrives into frames; remembers the piece that is not complete. */
export class FrameReader {
  #rest = Buffer.alloc(0);
  #first = true;

  /** Yields `{type, flags, stream, payload}` for each frame that is complete with these bytes. */
  *read(bytes) {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= HEADER) {
      const type = this.#rest.readUInt8(0);
      const length = this.#rest.readUIntBE(2, 3);
      const stream = this.#rest.readUInt32BE(5);
      if (type < 0x80) {
        throw new ProtocolError(`a frame of type 0x${type.toString(16)}`);
      }
      if (length > (this.#first || type === Type.HELLO ? MAX_FIRST : MAX_FRAME)) {
        throw new ProtocolError(`a frame of ${length} bytes`);
      }
      if (stream > MAX_STREAM) {
        throw new ProtocolError(`stream id ${stream}`);
      }
      if (this.#rest.length < HEADER + length) {
        return;
      }
      const payload = this.#rest.subarray(HEADER, HEADER + length);
      const flags = this.#rest.readUInt8(1);
      this.#rest = this.#rest.subarray(HEADER + length);
      this.#first = false;
      yield { type, flags, stream, payload };
    }
  }
}

/** Collects the values of a payload. */
class Writer {
  #parts = [];

  u8(value) {
    this.#parts.push(Buffer.of(value));
    return this;
  }

  u32(value) {
    const bytes = Buffer.allocUnsafe(4);
    bytes.writeUInt32BE(value);
    this.#parts.push(bytes);
    return this;
  }

  varint(value) {
    const bytes = [];
    while (value >= 0x80) {
      bytes.push((value % 0x80) | 0x80);
      value = Math.floor(value / 0x80); // shifts would cut at 32 bits
    }
    bytes.push(value);
    this.#parts.push(Buffer.from(bytes));
    return this;
  }

  string(value) {
    const bytes = Buffer.from(value, 'utf8');
    return this.varint(bytes.length).bytes(bytes);
  }

  text(value) {
    if (value === undefined) {
      return this.varint(0);
    }
    const bytes = Buffer.from(value, 'utf8');
    return this.varint(bytes.length + 1).bytes(bytes);
  }

  metadata(pairs) {
    this.varint(pairs.length);
    for (const [key, value] of pairs) {
      this.string(key).string(value);
    }
    return this;
  }

  bytes(value) {
    this.#parts.push(value);
    return this;
  }

  done() {
    return Buffer.concat(this.#parts);
  }
}

/** Takes the values of a payload in their order. */
class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  u8() {
    return this.#take(1).readUInt8();
  }

  u32() {
    return this.#take(4).readUInt32BE();
  }

  varint() {
    let value = 0;
    for (let i = 0; i < 9; i++) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) {
        return value;
      }
    }
    throw new ProtocolError('a varint of more than 9 bytes');
  }

  string() {
    return this.#take(this.varint()).toString('utf8');
  }

  text() {
    const length = this.varint();
    return length === 0 ? undefined : this.#take(length - 1).toString('utf8');
  }

  metadata() {
    const count = this.varint();
    if (count > MAX_PAIRS) {
      throw new ProtocolError(`${count} pairs of metadata`);
    }
    return Array.from({ length: count }, () => [this.string(), this.string()]);
  }

  rest() {
    return this.#take(this.#bytes.length - this.#at);
  }

  #take(length) {
    if (length > this.#bytes.length - this.#at) {
      throw new ProtocolError('a payload ends within a value');
    }
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }
}

/** Pairs from an array of pairs or from an object; refused here rather than by the server, which would hang up. */
export function metadataPairs(metadata) {
  const pairs = Array.isArray(metadata) ? metadata : Object.entries(metadata);
  if (pairs.length > MAX_PAIRS) {
    throw new RangeError(`${pairs.length} pairs of metadata; at most ${MAX_PAIRS} can be sent`);
  }
  for (const [key] of pairs) {
    if (!METADATA_KEY.test(key)) {
      throw new RangeError(`"${key}" cannot be a metadata key; use lower-case letters, digits and _ . -`);
    }
  }
  return pairs;
}

export function helloFrame({ maxMessage, processId, token }) {
  const payload = new Writer()
    .u32(MAGIC)
    .u8(VERSION).u8(VERSION)
    .u32(0) // features
    .u32(MAX_FRAME)
    .u32(maxMessage)
    .u32(0) // maximum streams: nobody calls a client
    .u32(0) // initial window
    .string(processId)
    .string(token)
    .done();
  return frame(Type.HELLO, 0, 0, payload);
}

export function readHello(payload) {
  const reader = new Reader(payload);
  if (reader.u32() !== MAGIC) {
    throw new ProtocolError('the peer does not speak this protocol');
  }
  const lowest = reader.u8();
  const highest = reader.u8();
  if (lowest > VERSION || highest < VERSION) {
    throw new ProtocolError(`the server speaks versions ${lowest} to ${highest}, this client ${VERSION}`);
  }
  reader.u32(); // features
  const hello = { maxFrame: reader.u32(), maxMessage: reader.u32(), maxStreams: reader.u32() };
  const window = reader.u32();
  if (hello.maxFrame < MIN_MAX_FRAME || Math.max(...Object.values(hello), window) > MAX_U31) {
    throw new ProtocolError('a HELLO with numbers that it cannot have');
  }
  hello.processId = reader.string();
  return hello;
}

export function methodFrame(number, { service, group, version, method }) {
  const payload = new Writer().varint(number).string(service).string(group).string(version).string(method).done();
  return frame(Type.METHOD, 0, 0, payload);
}

/** Flags and fields of a REQUEST up to its message; `number` is undefined where the method has none. */
export function requestHead({ number, name, remainingMillis, metadata, messageLength, oneway }) {
  const writer = new Writer();
  let flags = oneway ? Flag.NO_REPLY : 0;
  if (number === undefined) {
    flags |= Flag.EXTENDED;
    writer.string(name.service).string(name.group).string(name.version).string(name.method);
  } else {
    writer.varint(number);
  }
  writer.varint(remainingMillis);
  if (metadata.length > 0) {
    flags |= Flag.METADATA;
    writer.metadata(metadata);
  }
  if (messageLength !== undefined) {
    flags |= Flag.LENGTH;
    writer.varint(messageLength);
  }
  return { flags, head: writer.done() };
}

export function readResponse(flags, payload) {
  const reader = new Reader(payload);
  const response = { code: reader.u8(), notExecuted: (flags & Flag.NOT_EXECUTED) !== 0 };
  if (response.code !== 0) {
    response.text = reader.text();
    response.errorCode = reader.text();
    response.exceptionType = reader.text();
  }
  response.headers = flags & Flag.EXTENDED ? reader.metadata() : [];
  response.trailers = flags & Flag.METADATA ? reader.metadata() : [];
  response.payload = reader.rest();
  return response;
}

/** A piece of a message; `length`, of the whole message, is in the first one. */
export function readData(flags, payload) {
  const reader = new Reader(payload);
  return { length: flags & Flag.LENGTH ? reader.varint() : undefined, bytes: reader.rest() };
}

export function cancelFrame(stream, code, reason) {
  return frame(Type.CANCEL, Flag.END_STREAM, stream, new Writer().u8(code).text(reason).done());
}

export function goAwayFrame(code, reason) {
  return frame(Type.GOAWAY, 0, 0, new Writer().u32(0).u8(code).text(reason).done());
}

export function readGoAway(payload) {
  const reader = new Reader(payload);
  return { lastStream: reader.u32(), code: reader.u8(), reason: reader.text() };
}
