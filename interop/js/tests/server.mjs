import net from 'node:net';
import { once } from 'node:events';
import { FrameReader, frame, Type } from '../frames.mjs';
import { Connection } from '../connection.mjs';

/** A server's HELLO as in docs/protocol.md; the process id is "server-1". */
export const HELLO = frame(Type.HELLO, 0, 0, Buffer.from(
  '52504342' + '01' + '01' + '00000000' + '00010000' + '00400000' + '00002710' + '00000000' + '087365727665722d31' + '00', 'hex'));

/** A server that does what a test tells it, with one client. */
export class ScriptedServer {
  #frames = [];
  #arrived = () => {};

  /** Starts it, connects a client, and stops both at the test's end. */
  static async meet(test, { hello = HELLO, ...options } = {}) {
    const server = new ScriptedServer();
    const listening = net.createServer((socket) => server.#serve(socket, hello)).listen(0, '127.0.0.1');
    test.after(() => {
      server.socket?.destroy();
      listening.close();
    });
    await once(listening, 'listening');
    const { port } = listening.address();
    server.client = await Connection.open({ host: '127.0.0.1', port, ...options });
    server.hello = await server.next(Type.HELLO);
    return server;
  }

  #serve(socket, hello) {
    const reader = new FrameReader();
    this.socket = socket;
    socket.on('error', () => {}); // a client that hangs up is no news here
    socket.on('data', (bytes) => {
      this.#frames.push(...reader.read(bytes));
      this.#arrived();
    });
    socket.write(hello);
  }

  /** The client's next frame, which must be of one of these types. */
  async next(...types) {
    while (this.#frames.length === 0) {
      await new Promise((resolve) => (this.#arrived = resolve));
    }
    const first = this.#frames.shift();
    if (!types.includes(first.type)) {
      throw new Error(`the client sent a frame of type 0x${first.type.toString(16)}`);
    }
    return first;
  }

  send(type, flags, stream, hex = '') {
    this.socket.write(frame(type, flags, stream, Buffer.from(hex, 'hex')));
  }
}
