/**
 * What a `.nfo` file of Kodi or Jellyfin tells. They are written by many programs and by hand:
 * several roots in a file, addresses after the end, bare ampersands. So the parser is one that
 * forgives, and that expands no entity that a file declares.
 */
import sax from 'sax';

export interface Nfo {
  readonly kind: 'movie' | 'series' | 'episode';
  readonly title: string | null;
  readonly originalTitle: string | null;
  readonly sortTitle: string | null;
  readonly year: number | null;
  /** `2019-03-14` */
  readonly aired: string | null;
  readonly plot: string | null;
  readonly season: number | null;
  readonly episode: number | null;
  /** By service: `tmdb`, `imdb`, `tvdb`. */
  readonly ids: Readonly<Record<string, string>>;
}

/** What is told about one thing: a film, a series, or one of the episodes in a file. */
interface Root {
  readonly name: string;
  /** The first text of each element directly beneath. */
  readonly texts: Map<string, string>;
  readonly ids: Record<string, string>;
}

const KINDS: Readonly<Record<string, Nfo['kind']>> = {
  movie: 'movie',
  tvshow: 'series',
  episodedetails: 'episode',
};

/** No title is longer: it is in every list, and in the addresses of their pages. */
const TITLE_LENGTH = 300;

/** All that is told stays in memory. */
const PLOT_LENGTH = 10_000;

const ID = /^[\w-]{1,20}$/;

/** One for each episode of a file that holds several; empty for what is no such file. */
export const parseNfo = (bytes: Uint8Array): Nfo[] => {
  const text = decoded(bytes);
  const roots = rootsOf(text);
  const linked = idsInLinks(text);
  if (roots.length === 0 && Object.keys(linked).length > 0) {
    return [nfoOf({ name: linkedKind(text), texts: new Map(), ids: linked })];
  }
  return roots.map((root) => nfoOf({ ...root, ids: { ...linked, ...root.ids } }));
};

const decoded = (bytes: Uint8Array): string => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const label = /<\?xml[^>]*encoding=["']([\w-]+)["']/i.exec(head)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label.startsWith('utf-16') ? 'utf-8' : label).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes); // an encoding that nobody knows
  }
};

/** Of what tells: beneath the root, which is beneath one of ours. */
const DEPTH = 3;

/** Beyond, each closing element would be looked for among all that are open. */
const MAX_DEPTH = 50;
const TOO_DEEP = new Error('elements are nested too deep');

const rootsOf = (text: string): Root[] => {
  const roots: Root[] = [];
  const path: string[] = [];
  let attributes: Record<string, string> = {};
  let value = '';
  const parser = sax.parser(false, { lowercase: true, trim: false, position: false });
  const append = (more: string): void => {
    if (path.length === DEPTH) value += more;
  };
  parser.ontext = append;
  parser.oncdata = append;
  parser.onopentag = ({ name, attributes: own }) => {
    if (path.push(name) > MAX_DEPTH) throw TOO_DEEP;
    if (path.length === DEPTH - 1 && Object.hasOwn(KINDS, name)) {
      roots.push({ name, texts: new Map(), ids: {} });
    }
    if (path.length !== DEPTH) return;
    value = '';
    attributes = own as Record<string, string>;
  };
  parser.onclosetag = (name) => {
    const root = roots.at(-1);
    if (path.length === DEPTH && root !== undefined && path.at(-2) === root.name) {
      keep(root, name, value.trim(), attributes);
    }
    path.pop();
  };
  parser.onerror = () => {
    parser.resume();
  };
  try {
    // The parser knows one root, and takes what comes after it for text.
    parser.write('<nfo>').write(text).close();
  } catch (error) {
    if (error !== TOO_DEEP) throw error;
  }
  return roots;
};

const keep = (root: Root, name: string, value: string, told: Record<string, string>): void => {
  if (value === '') return;
  const service = idService(name, value, told['type']);
  if (service !== null && ID.test(value)) root.ids[service] ??= value;
  else if (service === null && !root.texts.has(name)) root.texts.set(name, value);
};

const SERVICES = new Set(['tmdb', 'imdb', 'tvdb']);

const idService = (name: string, value: string, type = ''): string | null => {
  if (name === 'uniqueid') return SERVICES.has(type.toLowerCase()) ? type.toLowerCase() : null;
  if (name === 'id') return /^tt\d+$/.test(value) ? 'imdb' : null;
  const service = /^(tmdb|imdb|tvdb)_?id$/.exec(name)?.[1];
  return service ?? null;
};

const nfoOf = ({ name, texts, ids }: Root): Nfo => {
  const text = (...names: readonly string[]): string | null =>
    names.map((it) => texts.get(it)).find((it) => it !== undefined) ?? null;
  const number = (it: string | null): number | null =>
    it !== null && /^\d{1,5}$/.test(it) ? Number(it) : null;
  const date =
    /^\d{4}-\d\d-\d\d/.exec(text('aired', 'premiered', 'releasedate') ?? '')?.[0] ?? null;
  const title = (it: string): string | null => text(it)?.slice(0, TITLE_LENGTH) ?? null;
  return {
    kind: KINDS[name] ?? 'movie',
    title: title('title'),
    originalTitle: title('originaltitle'),
    sortTitle: title('sorttitle'),
    year: number(text('year')) || number(date?.slice(0, 4) ?? null),
    aired: date,
    plot: text('plot', 'outline')?.slice(0, PLOT_LENGTH) ?? null,
    season: number(text('season')),
    episode: number(text('episode')),
    ids,
  };
};

const LINKS: Readonly<Record<string, RegExp>> = {
  imdb: /imdb\.com\/title\/(tt\d{1,18})/i,
  tmdb: /themoviedb\.org\/(?:movie|tv)\/(\d{1,20})/i,
  tvdb: /thetvdb\.com\/\S{0,200}?(?:id=|series\/)(\d{1,20})/i,
};

const BEGIN = /<(?:movie|tvshow|episodedetails)[\s>]/i;
const END = /<\/(?:movie|tvshow|episodedetails)\s*>/i;

/**
 * An address alone, or around the XML, says which film or series is meant. Beginning and end are
 * looked for one by one: a pattern of both takes seconds where there are many of the one alone.
 */
const idsInLinks = (text: string): Record<string, string> => {
  const outside = `${text.split(BEGIN, 1)[0]}\n${text.split(END).at(-1)}`;
  const ids: Record<string, string> = {};
  for (const [service, pattern] of Object.entries(LINKS)) {
    const id = pattern.exec(outside)?.[1];
    if (id !== undefined) ids[service] = id;
  }
  return ids;
};

const linkedKind = (text: string): string =>
  /themoviedb\.org\/tv\/|thetvdb\.com\//i.test(text) ? 'tvshow' : 'movie';
