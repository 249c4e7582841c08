/** The document for people: one page of HTML that needs no script. */
import type { OpenApi, Operation, Response } from './document.ts';
import { escaped, prose, table } from './html.ts';
import { boundsHtml, fieldsHtml, typeHtml } from './types-html.ts';

interface Place {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** In steps. `style`: the address of the style sheet. */
export function* apiPage(document: OpenApi, style: string): Generator<void, string> {
  const places = placesOf(document);
  const { info } = document;
  const chapters = yield* chaptersOf(document, places);
  const types = yield* typesOf(document);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<title>haema: HTTP API</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<header><h1>haema ${escaped(info.version)}: HTTP API</h1>
<p>${prose(info.description)}</p>
<p>The same for programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).
What is marked with a question mark may be left out. <a href="/">Back to the films</a></p></header>
<nav>${contentsHtml(places)}</nav>
<main>
${chapters.join('\n')}
<h2 id="types">Types</h2>
${types.join('\n')}
</main>
</body>
</html>
`;
}

function* chaptersOf({ tags }: OpenApi, places: readonly Place[]): Generator<void, string[]> {
  const chapters: string[] = [];
  for (const { name, description } of tags) {
    chapters.push(`<h2 id="${name}">${name}</h2>\n<p>${prose(description)}</p>`);
    for (const place of places) {
      if (!place.operation.tags.includes(name)) continue;
      chapters.push(operationHtml(place));
      yield;
    }
  }
  return chapters;
}

function* typesOf({ components }: OpenApi): Generator<void, string[]> {
  const types: string[] = [];
  for (const [name, schema] of Object.entries(components.schemas)) {
    const either = schema.oneOf === undefined ? '' : `<p>${typeHtml(schema)}</p>`;
    types.push(`<section id="${name}"><h3>${name}</h3>
<p>${prose(schema.description ?? '')}.</p>${either}${fieldsHtml(schema)}</section>`);
    yield;
  }
  return types;
}

/** By chapter. */
const placesOf = ({ paths, tags }: OpenApi): Place[] => {
  const places = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      return { method: method.toUpperCase(), path, operation };
    }),
  );
  return tags.flatMap(({ name }) =>
    places.filter(({ operation }) => operation.tags.includes(name)),
  );
};

const contentsHtml = (places: readonly Place[]): string =>
  table(
    ['Method', 'Address', ''],
    places.map(({ method, path, operation: { operationId, summary } }) => [
      method,
      `<a href="#${operationId}">${escaped(path)}</a>`,
      prose(summary),
    ]),
  );

const operationHtml = ({ method, path, operation }: Place): string => {
  const { operationId, summary, description, parameters = [], requestBody } = operation;
  const body = requestBody?.content['application/json']?.schema;
  const rows = parameters.map(({ name, in: where, required, schema, description: words }) => [
    `<code>${escaped(name)}</code>${required ? '' : ' ?'}`,
    where,
    typeHtml(schema),
    [prose(words), boundsHtml(schema)].filter((part) => part !== '').join('; '),
  ]);
  return `<section id="${operationId}">
<h3><b>${method}</b> <code>${escaped(path)}</code></h3>
<p>${prose(summary)}.${description === undefined ? '' : ` ${prose(description)}`}</p>
${table(['Parameter', 'In', 'Type', ''], rows)}
${body === undefined ? '' : `<h4>Body</h4>${fieldsHtml(body)}`}
<h4>Answers</h4>
${responsesHtml(operation.responses)}
</section>`;
};

const responsesHtml = (responses: Readonly<Record<string, Response>>): string =>
  table(
    ['Status', 'Content', ''],
    Object.entries(responses).map(([status, { description, content = {}, headers = {} }]) => {
      const types = Object.entries(content).map(([type, { schema }]) =>
        schema === undefined ? escaped(type) : `${escaped(type)}<br>${typeHtml(schema)}`,
      );
      const facts = Object.entries(headers).map(([name, header]) => {
        return `<br><code>${escaped(name)}</code> ${prose(header.description)}`;
      });
      return [status, types.join('<br>'), `${prose(description)}${facts.join('')}`];
    }),
  );
