import { current } from '../openapi/operation.ts';
import type { Route } from '../route.ts';
import type { Json } from '../schemas/json.ts';
import { ENGINE } from '../schemas/server.ts';
import type { Engine } from '../services.ts';
import { fresh } from '../text.ts';

export const engineRoute = (engine: Engine): Route => ({
  name: 'engine',
  path: '/api/v1/engine',
  sharing: 'api',
  answer: () => fresh(engine.now() satisfies Json<typeof ENGINE>),
  docs: {
    GET: {
      id: 'getEngine',
      tag: 'Server',
      summary: 'The processes that read and decode files, and files that are refused for a while',
      answer: current(ENGINE, 'How the engine is'),
    },
  },
});
