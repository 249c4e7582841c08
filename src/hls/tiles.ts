/**
 * Small pictures for seeking, as tiles of sheets, and the lists that tell players of them: an image
 * media playlist (Roku's extension of HLS) and a WebVTT track. Pure.
 */
import { fromSeconds, type Ticks, toSeconds } from '../core/ticks.ts';

export interface TileSize {
  readonly width: number;
  readonly height: number;
}

export interface TileGrid {
  /** Of the video. */
  readonly duration: Ticks;
  /** From one tile to the next. */
  readonly interval: Ticks;
  readonly count: number;
  readonly size: TileSize;
}

export const COLUMNS = 6;
const ROWS = 5;
const PER_SHEET = COLUMNS * ROWS;

/** The longer side of a tile, in pixels. */
const LONGEST = 320;

/** Seconds between tiles. */
const INTERVALS = [1, 2, 5, 10];

/** A shorter video has tiles closer to each other, up to as many. */
const FEW = 100;

/** `picture`: upright, in square pixels. */
export const tileGrid = (duration: Ticks, picture: TileSize): TileGrid => {
  const seconds = INTERVALS.find((it) => toSeconds(duration) <= FEW * it) ?? INTERVALS.at(-1) ?? 10;
  const interval = fromSeconds(seconds);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const even = (length: number): number => Math.max(2, 2 * Math.round((length * scale) / 2));
  const size = { width: even(picture.width), height: even(picture.height) };
  return { duration, interval, count: Math.max(1, Math.ceil(duration / interval)), size };
};

export const sheetCount = ({ count }: TileGrid): number => Math.ceil(count / PER_SHEET);

/** When the tiles of a sheet begin to be shown; empty for a sheet that there is not. */
export const sheetTimes = ({ count, interval }: TileGrid, sheet: number): Ticks[] => {
  const first = sheet * PER_SHEET;
  const length = Math.max(0, Math.min(PER_SHEET, count - first));
  return Array.from({ length }, (_, at) => (first + at) * interval);
};

/** Bits a second, at most: tiles of much detail have two bits a pixel. */
export const tileBandwidth = ({ size, interval }: TileGrid): number =>
  Math.ceil((2 * size.width * size.height) / toSeconds(interval));

/** `version` names the bytes of the sheets. */
export const imagePlaylist = (grid: TileGrid, version: string): string => {
  const { interval, size } = grid;
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.ceil(toSeconds(Math.min(PER_SHEET * interval, grid.duration)))}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-IMAGES-ONLY',
  ];
  for (const [sheet, times] of sheets(grid)) {
    const [first = 0] = times;
    const length = Math.min(grid.duration, first + PER_SHEET * interval) - first;
    const [columns, rows] = [Math.min(COLUMNS, times.length), Math.ceil(times.length / COLUMNS)];
    const layout = `RESOLUTION=${size.width}x${size.height},LAYOUT=${columns}x${rows}`;
    lines.push(
      `#EXTINF:${toSeconds(length).toFixed(6)},`,
      `#EXT-X-TILES:${layout},DURATION=${toSeconds(interval)}`,
      `${sheet}.jpg?v=${version}`,
    );
  }
  return [...lines, '#EXT-X-ENDLIST', ''].join('\n');
};

/** Each cue's text is the sheet and the tile's place in it (Media Fragments, `xywh`). */
export const tileTrack = (grid: TileGrid, version: string): string => {
  const { width, height } = grid.size;
  const cues = [...sheets(grid)].flatMap(([sheet, times]) =>
    times.map((start, at) => {
      const end = Math.min(grid.duration, start + grid.interval);
      const place = [(at % COLUMNS) * width, Math.floor(at / COLUMNS) * height, width, height];
      const uri = `${sheet}.jpg?v=${version}#xywh=${place.join(',')}`;
      return `${clock(start)} --> ${clock(end)}\n${uri}\n`;
    }),
  );
  return ['WEBVTT\n', ...cues].join('\n');
};

function* sheets(grid: TileGrid): Generator<[sheet: number, times: Ticks[]]> {
  for (let sheet = 0; sheet < sheetCount(grid); sheet++) yield [sheet, sheetTimes(grid, sheet)];
}

/** `01:02:03.456` */
const clock = (time: Ticks): string => {
  const ms = Math.round(toSeconds(time) * 1000);
  const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
  return `${pad(hours)}:${pad(minutes)}:${pad(Math.floor(ms / 1000) % 60)}.${pad(ms % 1000, 3)}`;
};
