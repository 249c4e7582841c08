/**
 * Watches over clients that take nothing for the moment. The server's own limit, ten seconds
 * without the socket becoming writable, is too short: a player that has enough reads a film in
 * real time, and the socket's buffers, of megabytes, hold a minute of it. Trying to send begins
 * that limit anew; here it is decided who is gone.
 */

export interface Flow {
  /** Bytes that were taken. */
  readonly sent: number;
  /** Stays in memory for it. */
  readonly chunk: Uint8Array | null;
  push(): void;
  cut(): void;
}

/** Shorter than the server's limit. */
const LOOK_MS = 4_000;

/** A client that took not a byte for this long is cut off. */
export const PATIENCE_MS = 60_000;

/** Above this, those who have taken nothing for longest are cut off sooner. */
export const HELD_BYTES = 256 * 1024 * 1024;

interface Seen {
  sent: number;
  /** When it last took something. */
  since: number;
  readonly held: ArrayBufferLike | null;
}

export class Stalls {
  readonly #flows = new Map<Flow, Seen>();
  readonly #held = new Held();
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Once more for a flow that is watched changes nothing. */
  add(flow: Flow): void {
    if (this.#flows.has(flow)) return;
    const { sent, chunk } = flow;
    const held = chunk?.buffer ?? null;
    this.#flows.set(flow, { sent, since: this.#now(), held });
    this.#held.add(held);
    this.#timer ??= setInterval(() => this.look(), LOOK_MS).unref();
    // Not at once: another's response is being written.
    if (this.#held.bytes > HELD_BYTES) queueMicrotask(() => this.#relieve());
  }

  delete(flow: Flow): void {
    this.#held.delete(this.#flows.get(flow)?.held ?? null);
    this.#flows.delete(flow);
    if (this.#flows.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** What the timer does. */
  look(): void {
    const now = this.#now();
    for (const [flow, seen] of [...this.#flows]) {
      flow.push();
      if (flow.sent !== seen.sent) Object.assign(seen, { sent: flow.sent, since: now });
      else if (now - seen.since >= PATIENCE_MS) flow.cut();
    }
  }

  #relieve(): void {
    if (this.#held.bytes <= HELD_BYTES) return;
    for (const [flow, seen] of this.#flows) {
      if (flow.sent !== seen.sent) Object.assign(seen, { sent: flow.sent, since: this.#now() });
    }
    const longest = [...this.#flows].sort(([, a], [, b]) => a.since - b.since);
    for (const [flow] of longest) {
      if (this.#held.bytes <= HELD_BYTES) return;
      flow.cut();
    }
  }
}

/** Memory behind chunks: what several clients are sent, whole or parts of it, is there once. */
class Held {
  readonly #holders = new Map<ArrayBufferLike, number>();
  bytes = 0;

  add(memory: ArrayBufferLike | null): void {
    if (memory === null) return;
    const holders = this.#holders.get(memory) ?? 0;
    this.#holders.set(memory, holders + 1);
    if (holders === 0) this.bytes += memory.byteLength;
  }

  delete(memory: ArrayBufferLike | null): void {
    const holders = memory && this.#holders.get(memory);
    if (!holders) return;
    if (holders > 1) {
      this.#holders.set(memory, holders - 1);
      return;
    }
    this.#holders.delete(memory);
    this.bytes -= memory.byteLength;
  }
}
