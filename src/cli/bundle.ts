/** How the bundle is run, by whoever made it and by whoever starts it. */
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

export interface Run {
  readonly script: Script;
  readonly exports: typeof import('./bundled.ts');
}

/** `launcher`: where it is to find what lies beside it. `options`: those of V8's script. */
export const runBundle = (
  text: string,
  launcher: string,
  options: { readonly filename?: string; readonly cachedData?: Buffer } = {},
): Run => {
  // What was compiled is that of the very text.
  const script = new Script(Module.wrap(text), options);
  const module = { exports: {} as Run['exports'] };
  const require = createRequire(launcher);
  script.runInThisContext()(module.exports, require, module, launcher, dirname(launcher));
  return { script, exports: module.exports };
};
