/** A line between a browser and a server, over which nothing may pass for a while. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

export interface Line {
  /** Of the server, as it is reached over the line. */
  readonly url: string;
  /** From now on nothing passes: connections stay, new ones are made, and nobody answers. */
  readonly drop: () => void;
  /** What waits goes on its way. */
  readonly restore: () => void;
}

export const lineTo = async (t: TestContext, url: string): Promise<Line> => {
  const { promise: always, resolve } = Promise.withResolvers<void>();
  resolve();
  let whole = always;
  let restore = resolve;
  const sockets = new Set<Socket>();
  const pass = async (from: Socket, to: Socket): Promise<void> => {
    sockets.add(from);
    try {
      for await (const chunk of from) {
        await whole;
        if (!to.write(chunk as Buffer)) await once(to, 'drain');
      }
      await whole;
      to.end();
    } catch {
      to.destroy(); // one end is gone, and so is the other
    } finally {
      sockets.delete(from);
    }
  };
  const server = createServer((client) => {
    const { hostname, port } = new URL(url);
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
    void pass(client, upstream);
    void pass(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    restore();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    drop: () => {
      ({ promise: whole, resolve: restore } = Promise.withResolvers<void>());
    },
    restore: () => restore(),
  };
};
