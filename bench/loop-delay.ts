/**
 * Loaded before haema in the process that is measured. Asked by its parent, it tells how long the
 * event loop was kept since it was asked before: by the clock, and by the processor's time, which
 * does not count what other programs took meanwhile.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

let before = cpuMs();
let longest = 0;
setInterval(() => {
  const now = cpuMs();
  longest = Math.max(longest, now - before);
  before = now;
}, 1).unref();

process.on('message', () => {
  process.send?.({ stallMs: delay.max / 1e6, stallCpuMs: longest });
  delay.reset();
  longest = 0;
});
process.channel?.unref();
