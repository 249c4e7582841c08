import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { API_CLIENT, apiClient } from '../../../scripts/api-client.ts';
import type { Operation } from '../../../src/http/openapi/document.ts';
import { MEANINGS } from '../../../src/http/openapi/failures.ts';
import { apiPage } from '../../../src/http/openapi/page.ts';
import type { JsonSchema } from '../../../src/http/openapi/schema.ts';
import { apiDocument, apiRoutes } from '../../support/api-document.ts';
import { drained } from '../../support/drained.ts';
import { clientSending, fakeHandler, request } from '../../support/fake-services.ts';

const operations = Object.entries(apiDocument.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]): [string, Operation] => {
    return [`${method.toUpperCase()} ${path}`, operation];
  }),
);

const bodyAt = async (target: string) => {
  const { status, headers, body } = await fakeHandler()(request(target), clientSending(''));
  assert.equal(status, 200);
  return { headers, text: String(body) };
};

test('/api/openapi.json is valid OpenAPI 3.1', async () => {
  const { headers, text } = await bodyAt('/api/openapi.json');
  assert.match(headers['Content-Type'] ?? '', /^application\/json/);
  const validator = new Validator();
  const { valid, errors } = await validator.validate(JSON.parse(text));
  assert.ok(valid, JSON.stringify(errors));
  assert.equal(validator.version, '3.1');
});

test('every route but those of the page is described, method by method', () => {
  for (const { name, path, writes = {}, docs = {} } of apiRoutes) {
    if (name === 'page' || name === 'lite') continue;
    assert.deepEqual(Object.keys(docs).sort(), ['GET', ...Object.keys(writes)].sort(), path);
  }
  const ids = operations.map(([, { operationId }]) => operationId);
  assert.equal(new Set(ids).size, ids.length, 'no two have the same id');
});

for (const [place, { parameters = [], summary, responses }] of operations) {
  test(`${place} is told in words`, () => {
    assert.notEqual(summary, '');
    const named = [...place.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    assert.deepEqual(inPath.map(({ name }) => name).sort(), named.sort());
    for (const { name, description } of parameters) assert.notEqual(description, '', name);
    for (const [status, { description }] of Object.entries(responses)) {
      assert.notEqual(description, '', status);
    }
  });
}

/** The paths of what has no words. */
const untold = (path: string, schema: JsonSchema): string[] => {
  const { properties = {}, items, anyOf = [], oneOf = [] } = schema;
  const fields = Object.entries(properties).flatMap(([name, of]) => {
    const own = `${path}.${name}`;
    return [...((of.description ?? '') === '' && !of.$ref ? [own] : []), ...untold(own, of)];
  });
  const within = [...(items ? [items] : []), ...anyOf, ...oneOf];
  return [...fields, ...within.flatMap((of) => untold(path, of))];
};

test('every field is told in words', () => {
  const bodies = operations.flatMap(([place, { requestBody, responses }]) =>
    [requestBody, ...Object.values(responses)]
      .flatMap((it) => Object.values(it?.content ?? {}))
      .flatMap(({ schema = {} }) => untold(place, schema)),
  );
  const types = Object.entries(apiDocument.components.schemas).flatMap(([name, schema]) =>
    untold(name, schema),
  );
  assert.deepEqual([...bodies, ...types], []);
});

test('errors mean what docs/errors.md says', () => {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const rows = page.matchAll(/^\| `([A-Z_]+)` \| \d{3} \| ([^|]+) \|/gm);
  assert.deepEqual(Object.fromEntries([...rows].map(([, code, text]) => [code, text])), MEANINGS);
});

test('the generated client is that of this document', async () => {
  const client = readFileSync(API_CLIENT, 'utf8');
  assert.equal(client, await apiClient(), 'run node scripts/api-client.ts');
});

test('/api has every operation and every type, and no script', async () => {
  const { headers, text } = await bodyAt('/api');
  assert.match(headers['Content-Type'] ?? '', /^text\/html/);
  assert.doesNotMatch(text, /<script|style=|src=|https?:/);
  assert.match(text, /<link rel="stylesheet" href="\/assets\/api\.0A\.css">/);
  const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  for (const [, { operationId }] of operations) assert.ok(ids.has(operationId), operationId);
  for (const [, id] of text.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.has(id), `#${id}`);
});

test('what a document says is text to the page that shows it', () => {
  const hostile = { ...apiDocument, info: { ...apiDocument.info, description: '<b>`&"`' } };
  assert.ok(
    drained(apiPage(hostile, '/a.css')).includes('<p>&lt;b&gt;<code>&amp;&quot;</code></p>'),
  );
});
