import type { Route } from '../route.ts';
import type { Engine } from '../services.ts';
import { fresh } from '../text.ts';

export const engineRoute = (engine: Engine): Route => ({
  name: 'engine',
  path: '/api/v1/engine',
  sharing: 'api',
  answer: () => fresh(engine.now()),
});
