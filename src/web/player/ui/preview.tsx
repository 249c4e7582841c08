/** The picture of where it would go, where the server has such: a tile of a sheet. */
import { useEffect, useState } from 'preact/hooks';
import { ApiError, request, videoUrl } from '../../api.ts';
import { type Tile, tileAt, tilesOf } from '../tiles.ts';

/** At most, in the size of the page's letters. */
const WIDTH = 14;
const HEIGHT = 10.5;

interface Props {
  readonly videoId: string;
  readonly time: number;
  /** It is larger or smaller than it was. */
  readonly changed: () => void;
}

export const Preview = ({ videoId, time, changed }: Props) => {
  const tile = tileAt(useTiles(videoId), time);
  /** Address of the sheet that is there. */
  const [loaded, load] = useState('');
  useEffect(changed, [loaded, tile?.sheet]);
  if (tile === null) return null;
  const { sheet, left, top, width, height } = tile;
  const letter = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const scale = letter * Math.min(WIDTH / width, HEIGHT / height);
  const size = {
    width: `${Math.round(width * scale)}px`,
    height: `${Math.round(height * scale)}px`,
  };
  const transform = `scale(${scale}) translate(${-left}px, ${-top}px)`;
  return (
    <div class="preview" style={size} hidden={loaded !== sheet}>
      <img key={sheet} src={sheet} alt="" style={{ transform }} onLoad={() => load(sheet)} />
    </div>
  );
};

/** Of the last video that was asked about. */
let known: { readonly videoId: string; readonly tiles: Promise<readonly Tile[]> } | null = null;

const tilesFor = (videoId: string): Promise<readonly Tile[]> => {
  if (known?.videoId !== videoId) known = { videoId, tiles: fetchTiles(videoId) };
  return known.tiles;
};

/** None where there are no pictures: the time alone is shown. */
const fetchTiles = async (videoId: string): Promise<readonly Tile[]> => {
  const address = `${videoUrl(videoId)}/trickplay/tiles.vtt`;
  try {
    const answer = await request(address, { headers: {} });
    return tilesOf(await answer.text(), address);
  } catch (error) {
    const hasNone = error instanceof ApiError && error.status === 404;
    if (!hasNone && known?.videoId === videoId) known = null; // it is asked for again
    return [];
  }
};

const useTiles = (videoId: string): readonly Tile[] => {
  const [tiles, show] = useState<readonly Tile[]>([]);
  useEffect(() => {
    let isOver = false;
    void tilesFor(videoId).then((found) => {
      if (!isOver) show(found);
    });
    return () => {
      isOver = true;
    };
  }, [videoId]);
  return tiles;
};
