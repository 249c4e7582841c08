/** From the schemas that validate to those of the document. */
import * as z from 'zod';

/** JSON Schema, as much of it as is needed. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

const HERE = '#/$defs/';
export const COMPONENTS = '#/components/schemas/';

/** Collects schemas that have an `id` of their own, under which others refer to them. */
export class Schemas {
  readonly components = new Map<string, JsonSchema>();
  readonly #known = new Map<z.ZodType, JsonSchema>();

  /** What a client sends for it: defaults may be left out. */
  of(schema: z.ZodType): JsonSchema {
    const known = this.#known.get(schema) ?? this.#convert(schema);
    this.#known.set(schema, known);
    return known;
  }

  #convert(schema: z.ZodType): JsonSchema {
    // Within another one, so that it is referred to itself if it has an id.
    const made = z.toJSONSchema(z.object({ it: schema }), { io: 'input', override: tidy });
    const text = JSON.stringify(made).replaceAll(`"${HERE}`, `"${COMPONENTS}`);
    const { properties, $defs = {} } = JSON.parse(text) as JsonSchema & {
      readonly $defs?: Readonly<Record<string, JsonSchema>>;
    };
    for (const [id, component] of Object.entries($defs)) this.components.set(id, component);
    return properties?.['it'] ?? {};
  }
}

/** Leaves out what only says how numbers and dates are written in general. */
const tidy = ({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
};
