import assert from 'node:assert/strict';
import { test as it } from 'node:test';
import protobuf from 'protobufjs';
import { stub, wellKnown } from '../contracts.mjs';
import { Flag, Type } from '../frames.mjs';
import { ScriptedServer } from './server.mjs';

const { root } = protobuf.parse(`
  syntax = "proto3";
  package test;
  service Users {
    rpc find(FindRequest) returns (FindResponse);
    rpc count(CountRequest) returns (CountResponse);
  }
  message FindRequest { optional string first_name = 1; }
  message FindResponse { optional User result = 1; }
  message FindErrors { oneof kind { NoSuchUser no_such_user = 2; } }
  message NoSuchUser { optional string message = 1; int64 id = 2; }
  message User { int64 id = 1; optional string name = 2; Color color = 3; repeated int32 scores = 4; }
  enum Color { COLOR_UNSPECIFIED = 0; COLOR_RED = 1; }
  message CountRequest {}
  message CountResponse { optional int32 result = 1; }
`);
const { ErrorDetails } = protobuf.parse(`
  syntax = "proto3";
  message ErrorDetails { BadRequest bad_request = 15001; DebugInfo debug_info = 15002; }
  message BadRequest { repeated Violation field_violations = 1; }
  message Violation { string field = 1; string description = 2; }
  message DebugInfo { string detail = 2; }
`).root.nested;

root.resolveAll();

async function meet(test) {
  const server = await ScriptedServer.meet(test);
  return { server, users: stub(server.client, root.lookupService('test.Users'), { group: 'g', timeoutMillis: 0 }) };
}

const bytes = (type, value) => Buffer.from(type.encode(type.fromObject(value)).finish()).toString('hex');

it('turns objects into messages and back', async (test) => {
  const { server, users } = await meet(test);
  const found = users.find({ firstName: '' });

  assert.equal((await server.next(Type.METHOD)).payload.toString('latin1'), '\x00\x0atest.Users\x01g\x00\x04find');
  assert.equal((await server.next(Type.REQUEST)).payload.toString('hex'), '0000' + '0a00');
  const user = { id: '9007199254740993', color: 'COLOR_RED', scores: [1, 2] };
  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '00' + bytes(root.lookupType('test.FindResponse'), { result: user }));
  assert.deepEqual((await found).result, { id: 9007199254740993n, color: 'COLOR_RED', scores: [1, 2] });
});

it('has no result where there is null', async (test) => {
  const { server, users } = await meet(test);
  const none = users.find({});
  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '00');

  assert.equal((await none).result ?? null, null);
});

it('knows the exceptions that a method declares', async (test) => {
  const { server, users } = await meet(test);
  const call = users.find({});
  const details = bytes(root.lookupType('test.FindErrors'), { noSuchUser: { message: 'no', id: 7 } });
  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '09000000' + details);

  await assert.rejects(call, { code: 9, exception: { type: 'NoSuchUser', state: { message: 'no', id: 7n } } });
});

it('lists violations, of any method', async (test) => {
  const { server, users } = await meet(test);
  const call = users.count();
  const violations = [{ field: 'count.x', description: 'must not be' }];
  const details = { badRequest: { fieldViolations: violations }, debugInfo: { detail: 'at …' } };
  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '03000000' + bytes(ErrorDetails, details));

  await assert.rejects(call, { code: 3, violations, remoteStackTrace: 'at …', exception: undefined });
});

it('keeps the status of an error whose details cannot be read', async (test) => {
  const { server, users } = await meet(test);
  const call = users.find({});
  server.send(Type.RESPONSE, Flag.END_STREAM, 1, '09' + '03' + Buffer.from('no').toString('hex') + '0000' + 'ffff');

  await assert.rejects(call, { code: 9, message: 'no' });
});

it('knows the types that come with protobuf', () => {
  const known = protobuf.Root.fromDescriptor(wellKnown());
  const types = ['Any', 'BoolValue', 'Duration', 'Empty', 'FieldMask', 'ListValue', 'StringValue', 'Struct', 'Timestamp'];

  types.forEach((type) => assert.ok(known.lookupType(`google.protobuf.${type}`)));
});

it('refuses a parameter that there is not', async (test) => {
  const { users } = await meet(test);
  await assert.rejects(users.find({ name: 'x' }), /FindRequest has no "name"; it has firstName/);
  await assert.rejects(users.count({ name: 'x' }), /CountRequest has no "name"; it has no fields/);
});
