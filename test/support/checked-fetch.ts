/** `fetch` that holds every answer against what the API's document says of it. */
import assert from 'node:assert/strict';
import { addressOf } from '../../src/http/openapi/document.ts';
import { PROBLEM } from '../../src/http/openapi/failures.ts';
import { router } from '../../src/http/route.ts';
import { apiDocument, apiRoutes } from './api-document.ts';

/** The operations that have answered something else than a failure. */
export const answered = new Set<string>();

const find = router(apiRoutes);

export const checkedFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const answer = await fetch(request);
  const { pathname } = new URL(request.url);
  const what = `${request.method} ${pathname} ${answer.status}`;
  const route = find(pathname)?.route;
  const method = request.method === 'HEAD' ? 'GET' : (request.method as 'GET');
  const doc = route?.docs?.[method];
  assert.ok(route !== undefined && doc !== undefined, `${what} is not in the document`);
  const operation = apiDocument.paths[addressOf(route.path)]?.[method.toLowerCase()];
  const said = operation?.responses[answer.status];
  assert.ok(said !== undefined, `${what} is no status of ${doc.id}`);
  if (answer.ok) answered.add(doc.id);
  if (request.method === 'HEAD' || answer.status === 304) return answer;
  const [type = ''] = (answer.headers.get('Content-Type') ?? '').split(';');
  const types = Object.keys(said.content ?? {});
  assert.ok(
    types.some((it) => it === type || it === `${type.split('/')[0]}/*`),
    `${what} is ${type}`,
  );
  if (!type.endsWith('json')) return answer;
  const schema = answer.ok ? doc.answer.schema : PROBLEM;
  const value: unknown = await answer.clone().json();
  // What a schema does not know it leaves out.
  assert.deepEqual(schema?.parse(value), value, what);
  return answer;
};

/** For the last argument of the functions of the generated client. */
export const at = (url: string) => ({ baseUrl: url, fetch: checkedFetch });
