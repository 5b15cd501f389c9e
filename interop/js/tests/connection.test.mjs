import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test as it } from 'node:test';
import { Flag, frame, Type } from '../frames.mjs';
import { Status } from '../status.mjs';
import { HELLO, ScriptedServer } from './server.mjs';

const ECHO = { service: 'test.Echo', method: 'echo', message: Buffer.from('hello'), timeoutMillis: 0 };
const hex = (text) => Buffer.from(text).toString('hex');

it('names a method once and calls it by its number', async (test) => {
  const server = await ScriptedServer.meet(test);
  const both = Promise.all([server.client.call(ECHO), server.client.call(ECHO)]);

  assert.equal((await server.next(Type.METHOD)).payload.toString('latin1'), '\x00\x09test.Echo\x00\x00\x04echo');
  const first = await server.next(Type.REQUEST);
  const second = await server.next(Type.REQUEST);
  assert.deepEqual([first.stream, second.stream], [1, 2]);
  assert.equal(first.payload.toString('latin1'), '\x00\x00hello');

  server.send(Type.RESPONSE, Flag.END_STREAM, 2, '00' + hex('two'));
  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '00' + hex('one'));
  assert.deepEqual((await both).map(({ message }) => message.toString()), ['one', 'two']);
});

it('names a method in full whose names are too long for a number', async (test) => {
  const server = await ScriptedServer.meet(test);
  const call = server.client.call({ ...ECHO, method: 'e'.repeat(2_000) });

  const request = await server.next(Type.REQUEST);
  assert.equal(request.flags, Flag.END_STREAM | Flag.EXTENDED);
  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '00');
  await call;
});

it('sends metadata and receives headers and trailers', async (test) => {
  const server = await ScriptedServer.meet(test);
  const call = server.client.call({ ...ECHO, metadata: { user: '张三' } });

  await server.next(Type.METHOD);
  const request = await server.next(Type.REQUEST);
  assert.equal(request.flags, Flag.END_STREAM | Flag.METADATA);
  assert.equal(request.payload.toString('hex'), '0000' + '01' + '04' + hex('user') + '06' + hex('张三') + hex('hello'));

  const flags = Flag.END_STREAM | Flag.EXTENDED | Flag.METADATA;
  server.send(Type.RESPONSE, flags, 1, '00' + '0101610131' + '0101620132' + hex('bye'));
  const { message, headers, trailers } = await call;
  assert.deepEqual([message.toString(), headers, trailers], ['bye', [['a', '1']], [['b', '2']]]);
  assert.throws(() => server.client.call({ ...ECHO, metadata: { User: 'x' } }), /"User" cannot be a metadata key/);
});

it('tells all that the server says of a failure', async (test) => {
  const server = await ScriptedServer.meet(test);
  const call = server.client.call(ECHO);
  server.send(Type.RESPONSE, Flag.END_STREAM | Flag.NOT_EXECUTED, 1, '08' + '03' + hex('no') + '02' + hex('E') + '00' + 'ff');

  await assert.rejects(call, {
    message: 'no', code: Status.RESOURCE_EXHAUSTED, status: 'RESOURCE_EXHAUSTED', notExecuted: true, errorCode: 'E',
    exceptionType: undefined, details: Buffer.of(0xff),
  });
});

it('takes a status that it does not know for UNKNOWN', async (test) => {
  const server = await ScriptedServer.meet(test);
  const call = server.client.call(ECHO);
  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '63000000');

  await assert.rejects(call, { code: Status.UNKNOWN, message: 'UNKNOWN' });
});

it('answers PING, and skips WINDOW and what it does not know', async (test) => {
  const server = await ScriptedServer.meet(test);
  server.send(Type.WINDOW, 0, 0, '00');
  server.send(0xfe, 0xff, 7, '0102');
  server.send(Type.PING, 0, 0, '000000000000002a');

  assert.equal((await server.next(Type.PONG)).payload.toString('hex'), '000000000000002a');
  assert.ok(server.client.usable);
});

it('asks whether the server is there', async (test) => {
  const server = await ScriptedServer.meet(test);
  const ping = server.client.ping();
  server.send(Type.PONG, 0, 0, (await server.next(Type.PING)).payload.toString('hex'));

  assert.ok((await ping) >= 0);
});

it('gives a call up when its time is over', async (test) => {
  const server = await ScriptedServer.meet(test);
  const call = server.client.call({ ...ECHO, timeoutMillis: 20.5 });

  await server.next(Type.METHOD);
  assert.equal((await server.next(Type.REQUEST)).payload[1], 21);
  await assert.rejects(call, { code: Status.DEADLINE_EXCEEDED, notExecuted: false });
  const cancel = await server.next(Type.CANCEL);
  assert.deepEqual([cancel.flags, cancel.stream, cancel.payload[0]], [Flag.END_STREAM, 1, 4]);

  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '00'); // it crossed the CANCEL
  await answers(server, 2);
});

it('cancels a call on request', async (test) => {
  const server = await ScriptedServer.meet(test);
  const controller = new AbortController();
  const call = server.client.call({ ...ECHO, signal: controller.signal });
  await server.next(Type.METHOD);
  await server.next(Type.REQUEST);
  controller.abort();

  await assert.rejects(call, { code: Status.CANCELLED, notExecuted: false });
  assert.equal((await server.next(Type.CANCEL)).payload[0], 1);
  await assert.rejects(server.client.call({ ...ECHO, signal: controller.signal }), { notExecuted: true });
});

it('sends no more of a message whose call is cancelled', async (test) => {
  const server = await ScriptedServer.meet(test);
  const controller = new AbortController();
  const call = server.client.call({ ...ECHO, message: Buffer.alloc(1_000_000), signal: controller.signal });
  controller.abort(); // before the socket asks for more

  await assert.rejects(call, { code: Status.CANCELLED, notExecuted: true });
  for (const type of [Type.METHOD, Type.REQUEST, Type.DATA, Type.CANCEL]) {
    await server.next(type);
  }
  await answers(server, 2);
});

it('tells how long its caller waits, however long', async (test) => {
  const server = await ScriptedServer.meet(test);
  const call = server.client.call({ ...ECHO, timeoutMillis: 2 ** 40 });
  await server.next(Type.METHOD);

  assert.equal((await server.next(Type.REQUEST)).payload.toString('hex'), '00' + '808080808020' + hex('hello'));
  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '00');
  await call;
});

it('puts a response together whose pieces arrive among others', async (test) => {
  const server = await ScriptedServer.meet(test);
  const both = Promise.all([server.client.call(ECHO), server.client.call(ECHO)]);
  server.send(Type.DATA, Flag.LENGTH, 1, '05' + hex('he'));
  server.send(Type.DATA, Flag.LENGTH, 2, '03' + hex('by'));
  server.send(Type.DATA, 0, 1, hex('ll'));
  server.send(Type.RESPONSE, Flag.END_STREAM, 2, '00' + hex('e'));
  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '00' + hex('o'));

  assert.deepEqual((await both).map(({ message }) => message.toString()), ['hello', 'bye']);
});

it('fails a call whose response lacks its end', async (test) => {
  const server = await ScriptedServer.meet(test);
  const call = server.client.call(ECHO);
  server.send(Type.DATA, Flag.LENGTH, 1, '05' + hex('he'));
  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '00');

  await assert.rejects(call, { code: Status.INTERNAL, message: 'a response of 5 bytes came with 2' });
  assert.ok(server.client.usable);
});

it('does not take a response that is too large', async (test) => {
  const server = await ScriptedServer.meet(test, { maxMessage: 4 });
  const call = server.client.call(ECHO);
  await server.next(Type.METHOD);
  await server.next(Type.REQUEST);
  server.send(Type.DATA, Flag.LENGTH, 1, '05' + hex('he'));

  await assert.rejects(call, { code: Status.RESOURCE_EXHAUSTED });
  const cancel = await server.next(Type.CANCEL);
  assert.deepEqual([cancel.stream, cancel.payload[0]], [1, 8]);
  server.send(Type.DATA, 0, 1, hex('llo'));
  await answers(server, 2);
});

it('lets small requests between the frames of large ones, which take turns', async (test) => {
  const server = await ScriptedServer.meet(test);
  const large = { ...ECHO, message: Buffer.alloc(1_000_000, 'x') };
  const calls = [server.client.call(large), server.client.call(large), server.client.call(ECHO)];

  const order = [];
  await server.next(Type.METHOD);
  for (let ended = 0; ended < 3; ) {
    const { type, flags, stream } = await server.next(Type.REQUEST, Type.DATA);
    order.push(type === Type.DATA ? `more of ${stream}` : stream);
    ended += flags & Flag.END_STREAM;
  }
  assert.deepEqual(order.slice(0, 7), [1, 'more of 1', 2, 3, 'more of 1', 'more of 2', 'more of 1']);
  assert.equal(order.length, 3 + 2 * Math.ceil(1_000_000 / 65_536));

  [1, 2, 3].forEach((stream) => server.send(Type.RESPONSE, Flag.END_STREAM, stream, '00'));
  await Promise.all(calls);
});

it('knows which calls a server that says good-bye has taken on', async (test) => {
  const server = await ScriptedServer.meet(test);
  const taken = server.client.call(ECHO);
  const refused = server.client.call(ECHO);
  server.send(Type.GOAWAY, 0, 0, '00000001' + '00' + '03' + hex('by'));

  await assert.rejects(refused, { code: Status.UNAVAILABLE, notExecuted: true, message: 'by' });
  await assert.rejects(server.client.call(ECHO), { code: Status.UNAVAILABLE, notExecuted: true });
  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '00' + hex('done'));
  assert.equal((await taken).message.toString(), 'done');
  await server.client.closed;
});

it('does not know what became of a call when the connection breaks', async (test) => {
  const server = await ScriptedServer.meet(test);
  const call = server.client.call(ECHO);
  await server.next(Type.METHOD);
  server.socket.destroy();

  await assert.rejects(call, { code: Status.UNAVAILABLE, notExecuted: false });
  await server.client.closed;
});

it('answers its caller as soon as a one-way call is sent', async (test) => {
  const server = await ScriptedServer.meet(test);
  await server.client.call({ ...ECHO, oneway: true });

  await server.next(Type.METHOD);
  assert.equal((await server.next(Type.REQUEST)).flags, Flag.END_STREAM | Flag.NO_REPLY);
});

it('says good-bye when the last response has arrived', async (test) => {
  const server = await ScriptedServer.meet(test);
  const call = server.client.call(ECHO);
  await server.next(Type.METHOD);
  await server.next(Type.REQUEST);
  const closed = server.client.close();
  assert.equal((await server.next(Type.GOAWAY)).payload.toString('hex'), '000000000000');
  await assert.rejects(server.client.call(ECHO), { notExecuted: true });

  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '00');
  await call;
  await closed;
});

it('is refused by its token', async (test) => {
  const goAway = frame(Type.GOAWAY, 0, 0, Buffer.from('00000000' + '10' + '06' + hex('token'), 'hex'));
  await assert.rejects(ScriptedServer.meet(test, { hello: goAway }), { code: Status.UNAUTHENTICATED, message: 'token' });
});

it('refuses another process at the address', async (test) => {
  await assert.rejects(ScriptedServer.meet(test, { processId: 'server-2' }), /server-1 is at this address, not server-2/);
});

it('gives a server that says nothing some time', async (test) => {
  const silent = ScriptedServer.meet(test, { hello: Buffer.alloc(0), connectMillis: 50 });
  await assert.rejects(silent, { code: Status.UNAVAILABLE, message: 'no HELLO within 50 ms', notExecuted: true });
});

/** HELLO as it should be, with one of its four numbers replaced. */
function helloWith(index, number) {
  const hello = Buffer.from(HELLO);
  hello.writeUInt32BE(number, 9 + 10 + 4 * index);
  return hello;
}

const BAD_BEGINNINGS = {
  'a maximum frame below 16,384': helloWith(0, 16_383),
  'a maximum frame above 2^31 - 1': helloWith(0, 2 ** 31),
  'a maximum message above 2^31 - 1': helloWith(1, 2 ** 31),
  'maximum streams above 2^31 - 1': helloWith(2, 2 ** 31),
  'an initial window above 2^31 - 1': helloWith(3, 2 ** 31),
  'a HELLO of more than 4,096 bytes': frame(Type.HELLO, 0, 0, Buffer.concat([HELLO.subarray(9), Buffer.alloc(4_096)])),
  'a GOAWAY of more than 4,096 bytes in its place': frame(Type.GOAWAY, 0, 0, Buffer.alloc(4_097)),
};
for (const [what, hello] of Object.entries(BAD_BEGINNINGS)) {
  it(`does not go on after ${what}`, async (test) => {
    await assert.rejects(ScriptedServer.meet(test, { hello }), { message: /^the server broke the protocol/ });
  });
}

it('takes the least and the most that a HELLO may say', async (test) => {
  for (const hello of [helloWith(0, 16_384), helloWith(1, 2 ** 31 - 1), helloWith(3, 2 ** 31 - 1)]) {
    assert.ok((await ScriptedServer.meet(test, { hello })).client.usable);
  }
});

it('starts no call when the server hangs up', async (test) => {
  const server = await ScriptedServer.meet(test);
  const call = server.client.call(ECHO);
  await server.next(Type.METHOD);
  await server.next(Type.REQUEST);
  const failed = assert.rejects(call, { code: Status.UNAVAILABLE, notExecuted: false });
  const ended = once(server.socket, 'end');
  server.socket.end();
  await ended; // the client has noticed, and hung up as well

  assert.equal(server.client.usable, false);
  await assert.rejects(server.client.call(ECHO), { code: Status.UNAVAILABLE, notExecuted: true });
  await failed;
});

const BREACHES = {
  'a frame of another protocol': [0x15, 0, 0, ''],
  'a second HELLO': [Type.HELLO, 0, 0, HELLO.subarray(9).toString('hex')],
  'a REQUEST': [Type.REQUEST, Flag.END_STREAM, 1, '0000'],
  'a frame that is too long': [Type.DATA, Flag.LENGTH, 1, '808008' + '00'.repeat(65_534)],
  'a payload that ends within a value': [Type.RESPONSE, Flag.END_STREAM, 1, '0c05'],
  'more bytes than the length said': [Type.DATA, Flag.LENGTH, 1, '01' + hex('he')],
  'a message without its length': [Type.DATA, 0, 1, hex('he')],
};
for (const [what, breach] of Object.entries(BREACHES)) {
  it(`hangs up on ${what}`, async (test) => {
    const server = await ScriptedServer.meet(test);
    const call = server.client.call(ECHO);
    await server.next(Type.METHOD);
    await server.next(Type.REQUEST);
    server.send(...breach);

    await assert.rejects(call, { code: Status.UNAVAILABLE, message: /^the server broke the protocol/, notExecuted: false });
    assert.equal((await server.next(Type.GOAWAY)).payload[4], 3);
    await server.client.closed;
  });
}

/** Another call shows that the connection still works. */
async function answers(server, stream) {
  const call = server.client.call(ECHO);
  assert.equal((await server.next(Type.REQUEST)).stream, stream);
  server.send(Type.RESPONSE, Flag.END_STREAM, stream, '00' + hex('yes'));
  assert.equal((await call).message.toString(), 'yes');
}
