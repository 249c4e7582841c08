/** One request and its reply, over a response object that may die at any moment. */
import { STATUS_CODES } from 'node:http';
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { BodyFlow, RawResponse } from './body-flow.ts';
import { ChunkedOutflow } from './chunked-outflow.ts';
import type { LiveBody, RoutedReply } from './content.ts';
import { forClient, logFailure } from './errors.ts';
import { readFilePart } from './file-reader.ts';
import type { Handler } from './handler.ts';
import { LiveFlow } from './live-flow.ts';
import { Outflow } from './outflow.ts';
import { PieceReader } from './pieces.ts';
import type { Request } from './request.ts';
import type { Client } from './route.ts';
import type { Stalls } from './stalls.ts';

export interface ExchangeOptions {
  readonly handle: Handler;
  readonly stalls: Stalls;
  /** The server is about to end: clients are to come back by another connection. */
  readonly isClosing: () => boolean;
  readonly log: Log;
  /** Told of each request that is over. */
  readonly onRequest?: ((facts: RequestFacts) => void) | undefined;
  /** Called once, when nothing is left to do. */
  readonly onEnd: (exchange: Exchange) => void;
}

/** A request that is over. */
export interface RequestFacts {
  readonly method: string;
  readonly route: string;
  /** Null where the client left before it was answered. */
  readonly status: number | null;
  /** Of the body, as far as it was taken. */
  readonly bytes: number;
  /** Milliseconds until the answer began; null where it never did. */
  readonly answerMs: number | null;
  /** Milliseconds until it was over. */
  readonly ms: number;
  readonly aborted: boolean;
}

/** The server's own object for both halves of an exchange. */
interface RawExchange extends RawResponse {
  /** The chunk lives as long as the call. */
  onData(handler: (chunk: ArrayBuffer, isLast: boolean) => void): unknown;
}

/** What is sent to be kept is small; anything larger is a mistake. */
const BODY_BYTES = 64 * 1024;

/** Longer than anybody waits without wondering. */
const SLOW_MS = 5000;

export class Exchange implements Client {
  readonly #res: RawExchange;
  readonly #request: Request;
  readonly #options: ExchangeOptions;
  readonly #startedAt = performance.now();
  #reply: RoutedReply | null = null;
  #answeredAt: number | null = null;
  #endedAt = 0;
  #flow: BodyFlow | null = null;
  #controller: AbortController | null = null;
  #gone = false;
  #ended = false;

  constructor(res: RawExchange, request: Request, options: ExchangeOptions) {
    this.#res = res;
    this.#request = request;
    this.#options = options;
  }

  /** Made when it is asked for: most answers are at hand before a client could leave. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#gone) this.#controller.abort();
    return this.#controller.signal;
  }

  body(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      this.#res.onData((chunk, isLast) => {
        size += chunk.byteLength;
        // The rest is let by: an answer to a client that still sends is seldom read.
        if (size <= BODY_BYTES) chunks.push(Buffer.from(chunk.slice(0)));
        if (!isLast) return;
        if (size <= BODY_BYTES) resolve(Buffer.concat(chunks));
        else reject(new HaemaError('BAD_REQUEST', `a body has at most ${BODY_BYTES} bytes`));
      });
      this.signal.addEventListener('abort', () =>
        reject(new HaemaError('CANCELLED', 'the client left')),
      );
    });
  }

  /** To be called in the turn in which the request arrived. */
  run(): void {
    const reply = this.#options.handle(this.#request, this);
    if (reply instanceof Promise) void reply.then((ready) => this.#answer(ready));
    else this.#answer(reply);
    if (!this.#ended) this.#res.onAborted(() => this.#abort());
  }

  #answer(reply: RoutedReply): void {
    if (this.#gone) {
      this.#tell(reply.route);
      return;
    }
    const { body } = reply;
    if (body === null || Buffer.isBuffer(body)) this.#send(reply, body);
    else if ('live' in body) this.#sendLive(reply, body);
    else if ('file' in body) void this.#pour(reply, new PieceReader(readFilePart(body)));
    else void this.#pour(reply, new PieceReader(body.next, body.first));
  }

  #sendLive(reply: RoutedReply, { live }: LiveBody): void {
    this.#begin(reply);
    this.#res.cork(() => this.#writeHead(reply));
    let leave = (): void => undefined; // it may end at once
    const flow = new LiveFlow(this.#res, () => {
      leave();
      this.#end();
    });
    leave = live(flow);
    this.signal.addEventListener('abort', () => {
      flow.abort();
      leave();
    });
  }

  #begin(reply: RoutedReply): void {
    this.#reply = reply;
    this.#answeredAt = performance.now();
  }

  #writeHead({ status, headers }: RoutedReply): void {
    this.#res.writeStatus(`${status} ${STATUS_CODES[status]}`);
    for (const name in headers) this.#res.writeHeader(name, headers[name] ?? '');
    if (this.#options.isClosing()) this.#res.writeHeader('Connection', 'close');
  }

  /** Status, headers and the first of the body, or all that there is, in one packet. */
  #send(reply: RoutedReply, chunk: Uint8Array | null, taken = () => this.#end()): void {
    this.#begin(reply);
    const res = this.#res;
    res.cork(() => {
      this.#writeHead(reply);
      if (chunk !== null && reply.length !== 0) {
        const { stalls } = this.#options;
        this.#flow =
          reply.length === null
            ? new ChunkedOutflow(res, stalls)
            : new Outflow(res, reply.length, stalls);
        this.#flow.give(chunk, taken);
        return;
      }
      // The length as a header of ours: the server, told it, would wait for the body.
      if (reply.length !== null) res.writeHeader('Content-Length', `${reply.length}`);
      res.endWithoutBody();
      taken();
    });
  }

  /** The first piece is read before anything is sent: what cannot be read is an error. */
  async #pour(reply: RoutedReply, pieces: PieceReader): Promise<void> {
    try {
      for (let piece = await pieces.next(); piece !== null; piece = await pieces.next()) {
        const bytes = piece;
        if (this.#gone) return;
        await new Promise<void>((taken) => {
          if (this.#flow === null) this.#send(reply, bytes, taken);
          else this.#flow.give(bytes, taken);
        });
        if (this.#flow?.over) break;
      }
      await this.#finish(reply);
      this.#end();
    } catch (error) {
      this.#fail(error, reply);
    }
  }

  #finish(reply: RoutedReply): Promise<void> {
    return new Promise((taken) => {
      if (this.#flow === null) this.#send(reply, null, taken);
      else if (this.#flow.over) taken();
      else this.#flow.end(taken);
    });
  }

  #fail(error: unknown, reply: RoutedReply): void {
    if (this.#gone) return;
    if (this.#flow === null) {
      this.#answer(reply.failed(error));
      return;
    }
    logFailure(this.#options.log, forClient(error), { route: reply.route });
    this.#flow.cut();
  }

  #abort(): void {
    this.#gone = true;
    this.#controller?.abort();
    this.#flow?.abort();
    this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#endedAt = performance.now();
    this.#options.onEnd(this);
    // Of a client that left early it is known in a moment what it had asked for.
    if (this.#reply !== null) this.#tell(this.#reply.route);
  }

  #tell(route: string): void {
    const { onRequest, log } = this.#options;
    const facts = this.#facts(route);
    onRequest?.(facts);
    log.debug(facts, 'request');
    if ((facts.answerMs ?? facts.ms) > SLOW_MS) {
      const timing = this.#reply?.headers['Server-Timing'];
      log.info({ ...facts, timing }, 'a slow answer');
    }
  }

  #facts(route: string): RequestFacts {
    const status = this.#reply?.status ?? null;
    const answerMs = this.#answeredAt === null ? null : since(this.#startedAt, this.#answeredAt);
    return {
      ...{ method: this.#request.method, route, status, bytes: this.#flow?.sent ?? 0, answerMs },
      ms: since(this.#startedAt, this.#endedAt),
      aborted: this.#gone,
    };
  }
}

const since = (from: number, to: number): number => Math.round((to - from) * 10) / 10;
