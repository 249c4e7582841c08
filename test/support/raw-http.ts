/** HTTP as bytes on a socket: for what a proper client would never send. */
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import type { HandlerOptions } from '../../src/http/handler.ts';
import type { Services } from '../../src/http/routes/routes.ts';
import { listen, type Server } from '../../src/http/server.ts';
import { type Entry, fakeHandler, recordingLog } from './fake-services.ts';

export interface TestServer extends Server {
  readonly entries: readonly Entry[];
}

export const startServer = async (
  t: TestContext,
  services: Partial<Services> = {},
  options: Partial<HandlerOptions> = {},
): Promise<TestServer> => {
  const log = recordingLog();
  const handle = fakeHandler(services, { ...options, log });
  const server = await listen({ host: '127.0.0.1', port: 0, handle, log });
  t.after(() => server.stop(0));
  return Object.assign(server, { entries: log.entries });
};

/** All that comes back until the server closes the connection, or until `enough`. */
export const exchangeRaw = (
  port: number,
  text: string,
  enough: (received: string) => boolean = () => false,
): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', (data) => {
      received += data;
      if (enough(received)) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
  });

/** A connection that has asked and reads nothing. */
export const askAndWait = (port: number, path: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.pause();
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`, () => resolve(socket));
    });
    socket.on('error', reject);
  });

export interface Got {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

export const get = (
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const sent = request(
      { port, host: '127.0.0.1', path, headers, method, agent: false },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () => {
          const body = Buffer.concat(chunks);
          resolve({ status: res.statusCode ?? 0, headers: res.headers, body });
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });

/** Waits for a condition: there is no sleep that is long enough. */
export const until = async (isTrue: () => boolean, what: string): Promise<void> => {
  const deadline = performance.now() + 20_000;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

export const deferred = <T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
} => {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};
