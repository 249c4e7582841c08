/** Plays a video for as long as a component is there. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';
import type { Video } from '../../api.ts';
import { fetchShow } from '../../data/show.ts';
import { back, replace, watchPath } from '../../router.ts';
import type { Beginning } from '../beginning.ts';
import { type Failure, failureOf } from '../failures.ts';
import { HlsSource } from '../hls-source.ts';
import { takeOpening } from '../opening.ts';
import { Player } from '../player.ts';
import { type Following, neighboursOf } from '../what-follows.ts';

interface Opened {
  readonly player: Player | null;
  /** Why nothing is known of the video. */
  readonly failure: Failure | null;
}

const NOT_YET: Opened = { player: null, failure: null };

/** `frame`: what fills the screen in full screen. */
export const usePlayer = (
  videoId: string,
  showId: string | null,
  frame: RefObject<HTMLElement | null>,
): Opened & { readonly again: () => void } => {
  const [opened, setOpened] = useState(NOT_YET);
  const [turn, again] = useReducer<number, void>((count) => count + 1, 0);
  useLayoutEffect(() => {
    const opening = takeOpening(location.pathname + location.search, videoId);
    const { video, begun, details } = opening;
    let player: Player | null = null;
    let isOver = false;
    const play = (facts: Video, beginning: Beginning): void => {
      if (isOver || frame.current === null) return;
      const goTo = ({ video_id }: Following): void => replace(watchPath(video_id, showId));
      const { current } = frame;
      const options = { video, beginning, begun, frame: current, leave: back, goTo };
      player = new Player(facts, options);
      document.title = `${facts.title} · haema`;
      setOpened({ player, failure: null });
      player.start();
      expose(player);
      if (showId !== null) void findNeighbours(player, showId);
    };
    const fail = (error: unknown): void => {
      if (isOver) return;
      begun?.close();
      setOpened({ player: null, failure: failureOf(error) });
    };
    setOpened(NOT_YET);
    const known = Promise.all([details, opening.beginning()]);
    known.then((told) => play(...told), fail);
    return () => {
      isOver = true;
      if (player === null) begun?.close();
      else player.close();
      Reflect.deleteProperty(window, 'haema');
    };
  }, [turn]);
  const { player, failure } = opened;
  return { player, failure, again };
};

/** In its own time: nobody waits for it. */
const findNeighbours = async (player: Player, showId: string): Promise<void> => {
  const show = await fetchShow(showId).catch(() => null);
  if (show !== null) player.follow(neighboursOf(show, player.facts.video_id));
};

/** For whoever looks into it by the browser's console. */
const expose = ({ video, session }: Player): void => {
  const exposed = {
    video,
    get hls() {
      return session.current instanceof HlsSource ? session.current.hls : null;
    },
  };
  Object.defineProperty(window, 'haema', { value: exposed, configurable: true });
};
