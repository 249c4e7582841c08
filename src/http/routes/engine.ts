import type { Route } from '../route.ts';
import type { Engine } from '../services.ts';
import { json } from '../text.ts';

export const engineRoute = (engine: Engine): Route => ({
  name: 'engine',
  path: '/api/v1/engine',
  sharing: 'api',
  answer: () => ({ ...json(engine.now()), cache: 'no-store', tag: null }),
});
