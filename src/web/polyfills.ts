/** What hls.js and Preact ask for and Chrome 53 does not have: it came in Chrome 54 and 71. */

const own = (object: object): string[] => Object.keys(object);

const later: Readonly<Record<string, (object: Record<string, unknown>) => unknown>> = {
  values: (object) => own(object).map((name) => object[name]),
  entries: (object) => own(object).map((name) => [name, object[name]]),
};

for (const name of Object.keys(later)) {
  if (!(name in Object)) {
    Object.defineProperty(Object, name, { value: later[name], configurable: true, writable: true });
  }
}

if (!('queueMicrotask' in window)) {
  const queueMicrotask = (task: () => void): void => void Promise.resolve().then(task);
  Object.assign(window, { queueMicrotask });
}
