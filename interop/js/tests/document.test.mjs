import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test as it } from 'node:test';
import * as frames from '../frames.mjs';

const { Flag, frame, Type } = frames;
const document = readFileSync(process.env.PROTOCOL_DOCUMENT ?? new URL('../../../docs/protocol.md', import.meta.url), 'utf8');

/** The example of this title: pairs of hexadecimal digits up to two spaces, or the line's end. */
function example(title) {
  const block = document.match(new RegExp('```hex ' + title + '\\n([^`]*)```'));
  assert.ok(block, `docs/protocol.md has an example "${title}"`);
  const digits = block[1].split('\n').map((line) => line.match(/^((?:[0-9a-f]{2} ?)*)/)[1].replaceAll(' ', ''));
  return Buffer.from(digits.join(''), 'hex');
}

const ECHO = { service: 'test.Echo', group: 'g', version: '1', method: 'echo' };

function request({ stream, message, more, ...call }) {
  const { flags, head } = frames.requestHead({ metadata: [], ...call });
  return frame(Type.REQUEST, flags | (more ? 0 : Flag.END_STREAM), stream, Buffer.concat([head, message]));
}

const WRITTEN = {
  'HELLO of a client': frames.helloFrame({ maxMessage: 4 * 1024 * 1024, processId: 'client', token: '' }),
  METHOD: frames.methodFrame(0, ECHO),
  REQUEST: request({ stream: 1, number: 0, remainingMillis: 3_000, message: Buffer.from('hello') }),
  'REQUEST by name, with metadata': request({
    stream: 2, name: ECHO, remainingMillis: 0, metadata: [['user', '张三']], message: Buffer.of(1, 2, 3, 4),
  }),
  'REQUEST that goes on in DATA': request({
    stream: 4, number: 0, remainingMillis: 0, messageLength: 5, message: Buffer.from('hel'), more: true,
  }),
  'DATA that ends it': frame(Type.DATA, Flag.END_STREAM, 4, Buffer.from('lo')),
  CANCEL: frames.cancelFrame(1, 4, 'late'),
  PING: frame(Type.PING, 0, 0, Buffer.from('000000000000002a', 'hex')),
  PONG: frame(Type.PONG, 0, 0, Buffer.from('000000000000002a', 'hex')),
};
for (const [title, bytes] of Object.entries(WRITTEN)) {
  it(`writes ${title} as the document does`, () => assert.equal(bytes.toString('hex'), example(title).toString('hex')));
}

const READ = {
  'HELLO of a server': ({ payload }) =>
    assert.deepEqual(frames.readHello(payload), {
      maxFrame: 65_536, maxMessage: 4_194_304, maxStreams: 10_000, processId: 'server-1',
    }),
  RESPONSE: ({ flags, payload }) => assert.equal(frames.readResponse(flags, payload).payload.toString(), 'hello'),
  'RESPONSE of a failure': ({ flags, payload }) => {
    const { code, notExecuted, text, errorCode } = frames.readResponse(flags, payload);
    assert.deepEqual([code, notExecuted, text.length, errorCode], [12, true, 55, undefined]);
  },
  'DATA that begins a response': ({ flags, payload }) =>
    assert.deepEqual(frames.readData(flags, payload), { length: 5, bytes: Buffer.from('he') }),
  GOAWAY: ({ payload }) =>
    assert.deepEqual(frames.readGoAway(payload), { lastStream: 7, code: 0, reason: 'shutting down' }),
};
for (const [title, check] of Object.entries(READ)) {
  it(`reads ${title} as the document does`, () => {
    const [only, ...others] = new frames.FrameReader().read(example(title));
    assert.equal(others.length, 0);
    check(only);
  });
  it(`reads ${title} that arrives byte by byte`, () => {
    const reader = new frames.FrameReader();
    const read = [...example(title)].flatMap((byte) => [...reader.read(Buffer.of(byte))]);
    assert.equal(read.length, 1);
    check(read[0]);
  });
}

it('asks for contracts as the document does', () => {
  const [, block] = document.match(/```proto\n(syntax[^`]*package rpc;[^`]*)```/);
  assert.equal(readFileSync(new URL('../contracts.proto', import.meta.url), 'utf8'), block);
});

it('reads error details as the document describes them', () => {
  const [, block] = document.match(/```proto\n(message ErrorDetails [^`]*)```/);
  assert.equal(readFileSync(new URL('../errors.proto', import.meta.url), 'utf8'), 'syntax = "proto3";\n' + block);
});
