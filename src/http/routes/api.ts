/** What the API is: for programs, and for people. */
import packageJson from '../../../package.json' with { type: 'json' };
import { inSlices } from '../../core/slices.ts';
import { openApi } from '../openapi/document.ts';
import { revalidated, words } from '../openapi/operation.ts';
import { apiPage } from '../openapi/page.ts';
import type { Route } from '../route.ts';
import { DOCUMENT } from '../schemas/server.ts';
import { json, text } from '../text.ts';

const STYLE = /^assets\/api\.\w+\.css$/;

/** `others`: all that there is besides; `page`: the built page, which has the style sheet. */
export const apiRoutes = (others: readonly Route[], page: ReadonlyMap<string, Buffer>): Route[] => {
  const style = [...page.keys()].find((path) => STYLE.test(path)) ?? '';
  const document = once(() => inSlices(openApi([...others, ...routes], packageJson.version)));
  const forPrograms = once(async () => json(await document()));
  const forPeople = once(async () =>
    text('text/html; charset=utf-8', await inSlices(apiPage(await document(), `/${style}`))),
  );
  const routes: Route[] = [
    {
      name: 'openapi',
      path: '/api/openapi.json',
      sharing: 'api',
      answer: forPrograms,
      docs: {
        GET: {
          id: 'getOpenApi',
          tag: 'Server',
          summary: 'This description, for programs',
          answer: revalidated(DOCUMENT, 'OpenAPI 3.1'),
        },
      },
    },
    {
      name: 'api',
      path: '/api',
      sharing: 'page',
      answer: forPeople,
      docs: {
        GET: {
          id: 'getApiPage',
          tag: 'Server',
          summary: 'This description, for people',
          answer: words('text/html', 'A page without scripts'),
        },
      },
    },
  ];
  return routes;
};

/** Made when somebody asks, and kept. */
const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let made: Promise<Value> | null = null;
  return () => {
    made ??= make();
    return made;
  };
};
