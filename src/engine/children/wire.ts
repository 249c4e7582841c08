/**
 * Messages between the server and its engine children: JSON, from which typed arrays are lifted
 * out, since those travel in shared memory. Plain data on purpose: what a child that was broken
 * into sends must not be able to do more than to be wrong.
 */

export interface WireMessage {
  readonly text: string;
  readonly bytes: Uint8Array | null;
}

type Numbers = Uint8Array | Float32Array | Float64Array;

/** Stands in the text for numbers in the bytes. Nothing else in a message is an object like it. */
interface Lifted {
  readonly [LIFTED]: readonly [kind: Kind, offset: number, length: number];
}

const LIFTED = '@bytes';
const ALIGNMENT = 8;

const KINDS = {
  buffer: (memory: ArrayBuffer, at: number, length: number): Numbers =>
    Buffer.from(memory, at, length),
  uint8: (memory: ArrayBuffer, at: number, length: number): Numbers =>
    new Uint8Array(memory, at, length),
  float32: (memory: ArrayBuffer, at: number, length: number): Numbers =>
    new Float32Array(memory, at, length),
  float64: (memory: ArrayBuffer, at: number, length: number): Numbers =>
    new Float64Array(memory, at, length),
} as const;
type Kind = keyof typeof KINDS;

export const encode = (value: unknown): WireMessage => {
  const parts: Uint8Array[] = [];
  let size = 0;
  const lift = (array: Numbers, kind: Kind): Lifted => {
    // The addon's empty arrays have no memory that could be viewed.
    if (array.length === 0) return { [LIFTED]: [kind, 0, 0] };
    const padding = -size & (ALIGNMENT - 1);
    if (padding > 0) parts.push(new Uint8Array(padding));
    const at = size + padding;
    parts.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    size = at + array.byteLength;
    return { [LIFTED]: [kind, at, array.length] };
  };
  // Not by a replacer: that gets a Buffer only after each of its bytes was made a number in a list.
  const lifted = (it: unknown): unknown => {
    const kind = kindOf(it);
    if (kind !== null) return lift(it as Numbers, kind);
    if (Array.isArray(it)) return it.map(lifted);
    if (typeof it !== 'object' || it === null) return it;
    return Object.fromEntries(Object.entries(it).map(([name, inner]) => [name, lifted(inner)]));
  };
  const text = JSON.stringify(lifted(value));
  const [first] = parts;
  if (first === undefined) return { text, bytes: null };
  return { text, bytes: parts.length === 1 ? first : Buffer.concat(parts, size) };
};

const kindOf = (value: unknown): Kind | null => {
  if (Buffer.isBuffer(value)) return 'buffer';
  if (value instanceof Uint8Array) return 'uint8';
  if (value instanceof Float32Array) return 'float32';
  return value instanceof Float64Array ? 'float64' : null;
};

/**
 * Frees the bytes of a message that nobody reads any more, and the arrays that they are. Otherwise
 * a collection of all garbage would, and every 30 MB of such arrays cause one. Memory of which they
 * are only a part is left alone: the rest of it belongs to somebody else. Of several arrays the
 * bytes are a copy, and that is freed. To be called once.
 */
export const release = ({ bytes }: WireMessage): void => {
  if (bytes?.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength) {
    bytes.buffer.transfer(0);
  }
};

/** Arrays in the value are views of `bytes`. @throws for a text that is no message */
export const decode = ({ text, bytes }: WireMessage): unknown =>
  JSON.parse(text, (_key, value: unknown) => (isLifted(value) ? lower(value, bytes) : value));

/** A name found in a file may be `@bytes`, too: what it names is a text and no list. */
const isLifted = (value: unknown): value is Lifted =>
  typeof value === 'object' && value !== null && LIFTED in value && Array.isArray(value[LIFTED]);

const lower = ({ [LIFTED]: [kind, offset, length] }: Lifted, bytes: Uint8Array | null): Numbers => {
  if (!Object.hasOwn(KINDS, kind)) throw new TypeError('a message has numbers of no kind');
  if (length === 0) return KINDS[kind](new ArrayBuffer(0), 0, 0);
  if (bytes === null) throw new RangeError('a message lacks its bytes');
  const size = length * (kind === 'float32' ? 4 : kind === 'float64' ? 8 : 1);
  const isWithin = offset >= 0 && length > 0 && offset + size <= bytes.length;
  if (!isWithin) throw new RangeError('a message has numbers beyond its bytes');
  return KINDS[kind](bytes.buffer as ArrayBuffer, bytes.byteOffset + offset, length);
};
