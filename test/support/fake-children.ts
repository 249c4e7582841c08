/** Engine children that do what a test tells them, and a clock that the test moves on. */
import type { TestContext } from 'node:test';
import { NO_COUNTERS } from '../../src/engine/children/child.ts';
import { Crew } from '../../src/engine/children/crew.ts';
import type { Order } from '../../src/engine/children/protocol.ts';
import type { Ending, NativeEngine, NativeLine, Receive } from '../../src/engine/native.ts';

type Job = Extract<Order, { call: string }>;

export class FakeChild {
  /** What it was asked for. */
  readonly jobs: Job[] = [];
  killed = false;
  readonly pid: number;
  readonly #receive: Receive;

  constructor(pid: number, receive: Receive) {
    this.pid = pid;
    this.#receive = receive;
  }

  say(report: unknown): void {
    this.#receive(JSON.stringify(report), null);
  }

  start(): this {
    this.say({ build: 'build', filesConfined: true, callsConfined: true });
    return this;
  }

  /** Its job with this file gets on. */
  step(path: string, count: number): void {
    this.say({ steps: { [this.job(path).id]: count }, counters: NO_COUNTERS });
  }

  finish(path: string, value: unknown = path): void {
    this.say({ id: this.job(path).id, value });
  }

  end(ending: Partial<Ending>): void {
    this.#receive(null, { code: 0, signal: 0, broke: false, ...ending });
  }

  job(path: string): Job {
    const job = this.jobs.findLast(({ args: [it] }) => it === path);
    if (job === undefined) throw new Error(`it was not asked for ${path}`);
    return job;
  }
}

const lineTo = (child: FakeChild): NativeLine => ({
  pid: child.pid,
  send: (text) => {
    const order = JSON.parse(text) as Order;
    if ('call' in order) child.jobs.push(order);
  },
  kill: () => {
    child.killed = true;
  },
  unref: () => undefined,
});

export interface FakeCrew {
  readonly crew: Crew;
  /** All that were ever started. */
  readonly children: FakeChild[];
  /** The one that was started last. */
  readonly latest: () => FakeChild;
  readonly events: string[];
  /** What launch() throws from now on. */
  refuseToLaunch(error: Error | null): void;
  run(path: string, onStall?: (stalled: boolean) => void): Promise<unknown>;
  /** Some time goes by, in steps of ¼ s. */
  pass(ms: number, atEach?: () => void): Promise<void>;
}

export const TIMEOUT_MS = 10_000;

/** A crew whose children do not die of being killed unless they are told to end. */
export const fakeCrew = (t: TestContext, processes = 1): FakeCrew => {
  let clock = 1000;
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  t.mock.method(performance, 'now', () => clock);
  const children: FakeChild[] = [];
  const events: string[] = [];
  let refusal: Error | null = null;
  const launch = (_command: unknown, receive: Receive): NativeLine => {
    if (refusal !== null) throw refusal;
    const child = new FakeChild(children.length + 1, receive);
    children.push(child);
    return lineTo(child);
  };
  const crew = new Crew({
    ...{ native: { launch } as unknown as NativeEngine, build: 'build', processes },
    ...{ folders: ['/share'], timeoutMs: TIMEOUT_MS, memory: 1e12, poolLimit: 0 },
    events: {
      onStarted: () => undefined,
      onUnstarted: () => events.push('unstarted'),
      onLost: (pid, reason) => events.push(`${pid} ${reason}`),
      onTrespass: (pid, { path }) => events.push(`${pid} tried ${path}`),
      onBenched: ({ path }) => events.push(`${path} benched`),
      onShare: (root, answers) => events.push(`${root} ${answers ? 'answers' : 'is dead'}`),
    },
  });
  t.after(() => crew.close());
  const latest = (): FakeChild => {
    const child = children.at(-1);
    if (child === undefined) throw new Error('none was started');
    return child;
  };
  return {
    ...{ crew, children, latest, events },
    refuseToLaunch: (error) => {
      refusal = error;
    },
    run: (path, onStall) => {
      const source = { root: '/share', path };
      return crew.run({ call: 'probe', args: [path], source, onStall }, undefined);
    },
    pass: async (ms, atEach) => {
      for (const end = clock + ms; clock < end; ) {
        clock += 250;
        atEach?.();
        t.mock.timers.tick(250);
        await Promise.resolve();
      }
    },
  };
};
