/** Single pictures and sheets of tiles, against ffmpeg making the same ones. */
import { basename, join } from 'node:path';
import { fromSeconds, toSeconds } from '../../src/core/ticks.ts';
import { COLUMNS, sheetTimes } from '../../src/hls/tiles.ts';
import { likelyPlaces, pictureStream, placesAt } from '../../src/stream/pictures/places.ts';
import { tilesOf } from '../../src/stream/pictures/trickplay.ts';
import type { Title } from '../../src/stream/title.ts';
import { seededInts } from '../../test/support/seeded-ints.ts';
import { open } from '../../test/support/title.ts';
import { film, films, long } from '../clips.ts';
import type { Case, Comparison } from '../comparison.ts';
import { runSubject, runWhole } from '../processes.ts';
import type { PlainPictures } from '../subject.ts';

const WIDTH = 480;
const STRETCH = 600;

const FFMPEG = ['ffmpeg', '-nostdin', '-v', 'verbose', '-y'];

/** As its verbose log tells when a file is closed. */
const bytesRead = (said: string) => ({
  bytesRead: Number(/Statistics: (\d+) bytes read/.exec(said)?.[1] ?? Number.NaN),
});

const fileOf = ({ source }: Title): string => join(source.root, source.path);

type Places = ReturnType<typeof placesAt>;

const requestFor = ({ source, probe }: Title, { times, seeks }: Places) => ({
  ...{ source, ...pictureStream(probe) },
  ...{ times: [...times], seeks: [...seeks] },
});

/** One key picture, another one each round. */
const single = (title: Title, scratch: string): Comparison => {
  const { keyframes } = title.probe.index;
  const next = seededInts(5);
  const keys = Array.from({ length: 100 }, () => keyframes[next(keyframes.length)] ?? 0);
  const keyOf = (round: number) => keys[round % keys.length] ?? 0;
  const size = { width: WIDTH, height: 0, columns: 0 };
  const make = (places: Places) =>
    runSubject({ what: 'pictures', requests: [{ ...requestFor(title, places), ...size }] }, 'call');
  return {
    name: `a thumbnail of ${basename(fileOf(title)).replace(/-[0-9a-f]+\./, '.')}`,
    files: [fileOf(title)],
    baseline: 'ffmpeg',
    variants: {
      'engine.picture()': (round) => make(placesAt(title.probe, [keyOf(round)])),
      'the best of a few': () => make(likelyPlaces(title.probe)),
      ffmpeg: (round) =>
        runWhole(
          [
            ...[...FFMPEG, '-ss', toSeconds(keyOf(round)).toFixed(6), '-i', fileOf(title)],
            ...['-frames:v', '1', '-vf', `scale=${WIDTH}:-2`, '-q:v', '4'],
            join(scratch, 'picture.jpg'),
          ],
          bytesRead,
        ),
    },
    claims: [
      { variant: 'engine.picture()', metric: 'wallMs', atMost: 0.7 },
      { variant: 'engine.picture()', metric: 'bytesRead', atMost: 0.7 },
    ],
  };
};

/** Ten minutes of tiles in the middle of a film. */
const sheets = (title: Title, scratch: string): Comparison => {
  const grid = tilesOf(title);
  if (grid === null) throw new Error('a film without pictures');
  const { interval, size } = grid;
  const from = Math.max(0, Math.min(3000, toSeconds(title.probe.duration) - STRETCH));
  const wanted = [0, 1].map((sheet) =>
    sheetTimes(grid, sheet).map((time) => time + fromSeconds(Math.floor(from / 300) * 300)),
  );
  const requests: PlainPictures[] = wanted.map((times) => ({
    ...requestFor(title, placesAt(title.probe, times)),
    ...size,
    columns: COLUMNS,
  }));
  const tiles = `fps=1/${toSeconds(interval)},scale=${size.width}:${size.height},tile=${COLUMNS}x5`;
  return {
    name: `ten minutes of tiles of ${basename(fileOf(title)).replace(/-[0-9a-f]+\./, '.')}`,
    files: [fileOf(title)],
    baseline: 'ffmpeg',
    variants: {
      'engine.picture()': () => runSubject({ what: 'pictures', requests }, 'call'),
      'the first sheet': () =>
        runSubject({ what: 'pictures', requests: requests.slice(0, 1) }, 'call'),
      ffmpeg: () =>
        runWhole(
          [
            ...[...FFMPEG, '-skip_frame', 'nokey', '-ss', from.toFixed(6), '-t', `${STRETCH}`],
            ...['-i', fileOf(title), '-vf', tiles, '-q:v', '4', join(scratch, 'sheet-%d.jpg')],
          ],
          bytesRead,
        ),
    },
    claims: [{ variant: 'engine.picture()', metric: 'wallMs', atMost: 0.2 }],
  };
};

export const thumbnails: Case = async (scratch) =>
  Promise.all(
    [film(), long('mp4'), long('mkv')].map(async (file) => single(await open(file), scratch)),
  );

export const trickplay: Case = async (scratch) =>
  Promise.all(
    [films()[0] ?? '', long('mp4'), long('mkv')].map(async (file) =>
      sheets(await open(file), scratch),
    ),
  );
