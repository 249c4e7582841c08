/** Schemas as people read types: `number | null`, `Episode[]`, `"ts" | "fmp4"`. */
import { escaped, prose, table } from './html.ts';
import { COMPONENTS, type JsonSchema } from './schema.ts';

export const typeHtml = (schema: JsonSchema): string => {
  const { $ref, type, items, additionalProperties, properties } = schema;
  if ($ref !== undefined) return referenceHtml($ref.slice(COMPONENTS.length));
  const either = schema.oneOf ?? schema.anyOf;
  if (either !== undefined) return either.map(typeHtml).join(' | ');
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  if (items !== undefined) return `${arrayItem(items)}[]`;
  if (properties !== undefined) {
    const names = Object.entries(properties).map(([name, of]) => {
      const sign = schema.required?.includes(name) ? '' : '?';
      return `${escaped(name)}${sign}: ${typeHtml(of)}`;
    });
    return `{ ${names.join('; ')} }`;
  }
  if (additionalProperties !== undefined) return `{ […]: ${typeHtml(additionalProperties)} }`;
  return escaped([type ?? 'any'].flat().join(' | '));
};

const referenceHtml = (name: string): string => `<a href="#${name}">${name}</a>`;

const literal = (value: unknown): string => escaped(JSON.stringify(value));

const arrayItem = (items: JsonSchema): string => {
  const item = typeHtml(items);
  return item.includes(' | ') && !item.endsWith('}') ? `(${item})` : item;
};

/** What else a value has to be. */
export const boundsHtml = (schema: JsonSchema): string => {
  const { minimum, maximum, minLength, maxLength, pattern, format } = schema;
  const range = (least: number | undefined, most: number | undefined, of: string): string =>
    most === undefined ? '' : `${least ?? 0} to ${most}${of}`;
  return [
    range(minimum, maximum, ''),
    range(minLength, maxLength, ' characters'),
    format === undefined ? '' : escaped(format),
    pattern === undefined ? '' : `<code>${escaped(pattern)}</code>`,
    schema.default === undefined ? '' : `else <code>${literal(schema.default)}</code>`,
  ]
    .filter((part) => part !== '')
    .join(', ');
};

/** An object's fields, those of what is within it too, one a row. */
export const fieldsHtml = (schema: JsonSchema): string => {
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives === undefined) return table(['Field', 'Type', ''], fieldRows(schema, ''));
  return alternatives.map((it) => (it.$ref === undefined ? fieldsHtml(it) : '')).join('\n');
};

const fieldRows = (schema: JsonSchema, within: string): string[][] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, of]) => {
    const isOptional = schema.required?.includes(name) !== true;
    const path = `${within}${name}`;
    const bounds = boundsHtml(of);
    const words = [prose(of.description ?? ''), bounds].filter((part) => part !== '').join('; ');
    const inner = of.items ?? of;
    const isNested = inner.properties !== undefined;
    const type = isNested ? `object${of.items === undefined ? '' : '[]'}` : typeHtml(of);
    const row = [`<code>${escaped(path)}</code>${isOptional ? ' ?' : ''}`, type, words];
    return isNested ? [row, ...fieldRows(inner, `${path}.`)] : [row];
  });
