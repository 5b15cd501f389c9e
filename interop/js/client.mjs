/**
 * Calls the demo's services over the network and prints what they answer.
 *
 *     node client.mjs --port <port> [--host <host>] [--proto <directory>] [--process-id <id>] [--token <token>]
 *         [--timeout <milliseconds of a call>]
 *
 * The contracts are the `.proto` files of the directory, or what the server says of them if there is none.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Connection } from './connection.mjs';
import { askForContract, loadContracts, stub } from './contracts.mjs';
import { RpcError } from './status.mjs';

const { values: options } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string' },
    proto: { type: 'string' },
    'process-id': { type: 'string' },
    token: { type: 'string' },
    timeout: { type: 'string', default: '3000' },
  },
});
if (options.port === undefined) {
  console.error('usage: node client.mjs --port <port> [--host <host>] [--proto <directory>] [--process-id <id>] [--token <token>] [--timeout <ms>]');
  process.exit(2);
}

const calls = { timeoutMillis: Number(options.timeout) };
const connection = await Connection.open({
  host: options.host,
  port: Number(options.port),
  token: options.token,
  processId: options['process-id'],
});
print('connected to', connection.server.processId);

const exported = options.proto === undefined ? undefined : await loadContracts(options.proto);
const services = ['TicketService', 'UserService', 'FriendService', 'MessageService', 'diagnostics.ServerDiagnostics'];
const [tickets, users, friends, messages, diagnostics] = await Promise.all(
  services.map(async (name) => {
    const service = `io.rpcboot.demo.api.${name}`;
    const contract = exported === undefined ? await askForContract(connection, service, calls) : exported.get(service);
    if (contract === undefined) {
      throw new Error(`no .proto file below ${options.proto} declares ${service}`);
    }
    return stub(connection, contract, calls);
  }),
);

print('getTicket', (await tickets.getTicket()).result);

// Names of their own, so that the story can be told again to the same server.
const suffix = randomBytes(4).toString('hex');
const zhangsan = (await users.register({ name: `zhangsan-${suffix}`, pwd: '123456' })).result;
const lisi = (await users.register({ name: `lisi-${suffix}`, pwd: '123456' })).result;
print('register', zhangsan.name.replace(suffix, '*'), lisi.name.replace(suffix, '*'));
print('login', (await users.login({ name: zhangsan.name, pwd: '123456' })).result);
print('login with a wrong password', (await users.login({ name: zhangsan.name, pwd: '654321' })).result);

const taken = await failure(users.register({ name: zhangsan.name, pwd: '123456' }));
print('register again', taken.status, taken.exception.type, taken.exception.state.name === zhangsan.name);

await friends.addFriend({ userId: zhangsan.id, friendName: lisi.name });
const list = (await friends.getUserFriendList({ userId: zhangsan.id })).result;
print('getUserFriendList', list.length, list[0].name.replace(suffix, '*'), list[0].id === lisi.id);

// What the server saw of a call that carries a certain key in its metadata.
await tickets.getTicket({}, { metadata: { 'demo-trace': suffix } });
print('getTrace', (await diagnostics.getTrace({ traceId: suffix })).result[0].method);

// A response of several frames, while many small calls overtake it.
for (let i = 0; i < 20; i++) {
  await messages.send({ fromId: zhangsan.id, toName: lisi.name, text: '张'.repeat(4_000) });
}
const [conversation, ...small] = await Promise.all([
  messages.getConversation({ userId: zhangsan.id, otherId: lisi.id }),
  ...Array.from({ length: 100 }, () => tickets.getTicket()),
]);
const said = conversation.result.map((message) => message.text).join('');
print('getConversation', conversation.result.length, 'messages of', Buffer.byteLength(said), 'bytes');
print('meanwhile', small.filter(({ result }) => result === 'good').length, 'tickets');

// A request of several frames: the answer tells what arrived.
const refused = await failure(messages.send({ fromId: zhangsan.id, toName: lisi.name, text: '张'.repeat(100_000) }));
print('send too much', refused.status, refused.message);

const unknown = await failure(connection.call({ ...calls, service: 'no.Such', method: 'service', message: Buffer.alloc(0) }));
print('call of no service', unknown.status, unknown.notExecuted ? 'never ran' : 'may have run');

await connection.ping();
print('ping', 'answered');
await connection.close();
print('closed', 'in good order');

async function failure(call) {
  try {
    await call;
  } catch (error) {
    if (error instanceof RpcError) {
      return error;
    }
    throw error;
  }
  throw new Error('a call succeeded that should have failed');
}

function print(what, ...values) {
  console.log(`${what}: ${values.join(' ')}`);
}
