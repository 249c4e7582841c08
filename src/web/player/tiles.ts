/** Small pictures for seeking, as the server's WebVTT track names them: tiles of sheets. */

export interface Tile {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  /** Address of the sheet. */
  readonly sheet: string;
  /** Its place in the sheet, in pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const CUE = /([\d:.]+) --> ([\d:.]+)[^\n]*\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g;

/** In the order of time; sheets are named beside the track at `base`. */
export const tilesOf = (track: string, base: string): Tile[] => {
  const tiles: Tile[] = [];
  const folder = base.replace(/[^/]*$/, '');
  const text = track.replace(/\r\n?/g, '\n');
  for (let cue = CUE.exec(text); cue !== null; cue = CUE.exec(text)) {
    const [, start = '', end = '', name = '', ...place] = cue;
    const [left = 0, top = 0, width = 0, height = 0] = place.map(Number);
    const sheet = name.charAt(0) === '/' ? name : folder + name;
    tiles.push({ start: seconds(start), end: seconds(end), sheet, left, top, width, height });
  }
  return tiles;
};

/** Null where nothing is known of that time. */
export const tileAt = (tiles: readonly Tile[], time: number): Tile | null => {
  let [low, high] = [0, tiles.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tiles[middle]?.start ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return tiles[low - 1] ?? null;
};

/** `01:02:03.456`, `02:03.456` */
const seconds = (clock: string): number =>
  clock.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
