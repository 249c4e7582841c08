import assert from 'node:assert/strict';
import test from 'node:test';
import { memoryCache } from '../../../src/cache/memory-cache.ts';
import { HaemaError } from '../../../src/core/errors.ts';
import type { PictureRequest } from '../../../src/engine/pictures.ts';
import type { SourceRef } from '../../../src/engine/types.ts';
import { type ArtworkSources, Images } from '../../../src/stream/pictures/images.ts';
import { SharedPictures } from '../../../src/stream/pictures/shared-pictures.ts';
import { Scheduler, schedulerOptions } from '../../../src/stream/scheduler.ts';

const NONE: ArtworkSources = { poster: null, fanart: null, banner: null, thumbnail: null };
const source = (path: string): SourceRef => ({ root: '/films', path });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const pictures = (): SharedPictures =>
  new SharedPictures(memoryCache(1 << 20), new Scheduler(schedulerOptions(2)));

test('a picture is given up when nobody waits for it any more', async () => {
  const shared = pictures();
  const [one, other] = [new AbortController(), new AbortController()];
  let given: AbortSignal | undefined;
  const make = (signal: AbortSignal): Promise<Buffer> => {
    given = signal;
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new HaemaError('CANCELLED', 'cancelled')));
    });
  };
  const waits = [one, other].map(({ signal }) =>
    assert.rejects(shared.get('a', make, signal), { code: 'CANCELLED' }),
  );
  while (given === undefined) await turn();
  one.abort();
  await waits[0];
  assert.equal(given.aborted, false);
  other.abort();
  await waits[1];
  assert.equal(given.aborted, true);
});

test('a picture that failed is made again for the next one who asks', async () => {
  const shared = pictures();
  const { signal } = new AbortController();
  const failing = (): Promise<Buffer> => Promise.reject(new HaemaError('READ_FAILED', 'the disk'));
  await assert.rejects(shared.get('a', failing, signal), { code: 'READ_FAILED' });
  assert.equal(`${await shared.get('a', async () => Buffer.from('made'), signal)}`, 'made');
  assert.equal(`${await shared.get('a', failing, signal)}`, 'made');
});

/** A film whose own pictures cannot be had, and what lies beside it. */
const imagesWith = (artwork: Partial<ArtworkSources>) => {
  const asked: string[] = [];
  const learned: [string, number][] = [];
  const images = new Images({
    engine: {
      build: 'b',
      traits: async () => ({ size: 1, mtimeUs: 2, inode: '3' }),
      picture: async ({ source: { path }, width, height }: PictureRequest) => {
        asked.push(`${path} ${width}x${height}`);
        if (path.startsWith('broken')) throw new HaemaError('MEDIA_INVALID', 'no picture');
        return {
          data: Buffer.from(path),
          width,
          height,
          colour: 0x102030,
          time: null,
          bytesRead: 0,
          framesDecoded: 1,
        };
      },
    },
    library: { pictured: async (id) => id, lastVersion: () => ({ size: 1, mtimeUs: 2 }) },
    titles: {
      glance: async () => {
        throw new HaemaError('MEDIA_INVALID', 'no film');
      },
    },
    pictures: pictures(),
    colours: { learned: (id, colour) => learned.push([id, colour]) },
    artworkOf: async () => ({ ...NONE, ...artwork }),
  });
  const get = async (kind: 'thumbnail' | 'banner' | 'poster', of = {}) => {
    const { signal } = new AbortController();
    const query = { id: 'a', kind, season: null, width: 320, ...of };
    return (await images.get(query, signal)).data.toString();
  };
  return { asked, learned, get };
};

test('what lies beside a video goes before its own pictures', async () => {
  const { asked, get } = imagesWith({ poster: source('p.jpg'), fanart: source('f.jpg') });
  assert.equal(await get('poster'), 'p.jpg');
  assert.equal(await get('thumbnail'), 'f.jpg');
  assert.equal(await get('banner'), 'f.jpg');
  assert.deepEqual(asked, ['p.jpg 320x0', 'f.jpg 320x0', 'f.jpg 320x128']);
});

test('what cannot be shown is passed over', async () => {
  const { asked, get } = imagesWith({ thumbnail: source('broken.jpg'), fanart: source('f.jpg') });
  assert.equal(await get('thumbnail'), 'f.jpg');
  assert.deepEqual(asked, ['broken.jpg 320x0', 'f.jpg 320x0']);
  await assert.rejects(get('poster'), { code: 'MEDIA_INVALID', message: 'no film' });
});

test('the colour of a poster is told, and of nothing else', async () => {
  const { learned, get } = imagesWith({ poster: source('p.jpg'), fanart: source('f.jpg') });
  await get('thumbnail');
  await get('poster', { season: 1 });
  assert.deepEqual(learned, []);
  await get('poster');
  assert.deepEqual(learned, [['a', 0x102030]]);
});

test('the colour of a poster that was made for another id is told, too', async () => {
  const { asked, learned, get } = imagesWith({ poster: source('p.jpg') });
  await get('poster');
  assert.equal(await get('poster', { id: 'b' }), 'p.jpg');
  assert.equal(asked.length, 1);
  assert.deepEqual(learned.at(-1), ['b', 0x102030]);
});
