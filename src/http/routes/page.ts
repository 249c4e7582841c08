/** The page and what it loads: files that were built into haema, held in memory. */
import { hash } from 'node:crypto';
import { HaemaError } from '../../core/errors.ts';
import type { Content } from '../content.ts';
import { assetType } from '../content-types.ts';
import { gzip } from '../gzip.ts';
import type { Route } from '../route.ts';

const ENTRY = 'index.html';
const MANIFEST = 'manifest.webmanifest';

/** Files by their path beneath the root: `index.html`, `assets/main.<hash>.js`. */
export const pageRoutes = (files: ReadonlyMap<string, Buffer>): Route[] => {
  const contents = new Map([...files].map(([path, body]) => [path, contentOf(path, body)]));
  const find = (path: string): Content => {
    const content = contents.get(path);
    if (content === undefined) throw new HaemaError('NOT_FOUND', 'there is no such page');
    return content;
  };
  const route = (path: string, answer: Route['answer']): Route => {
    return { name: 'page', path, sharing: 'page', answer };
  };
  return [
    route('/', () => find(ENTRY)),
    route(`/${MANIFEST}`, () => find(MANIFEST)),
    route('/watch/:videoId', () => find(ENTRY)), // the page itself reads what to show
    route('/assets/:name', ({ params }) => find(`assets/${params['name']}`)),
  ];
};

const contentOf = (path: string, body: Buffer): Content => {
  let packed: Promise<Buffer> | undefined;
  const pack = (): Promise<Buffer> => {
    packed ??= gzip(body, 9);
    return packed;
  };
  return {
    type: assetType(path),
    body,
    tag: hash('sha1', body, 'base64url'),
    cache: path === ENTRY || path === MANIFEST ? 'no-cache' : 'immutable',
    ...(!path.endsWith('.png') && { gzip: pack }),
  };
};
