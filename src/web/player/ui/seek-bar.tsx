/** The time line: where it is, what is loaded, the chapters, and where it would go. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Chapter } from '../../api.ts';
import { clock } from '../../format.ts';
import { words } from '../../words/player.ts';
import { onDrag } from '../drag.ts';
import type { Playback } from '../playback.ts';
import type { Player } from '../player.ts';
import { Preview } from './preview.tsx';
import { useSignals } from './use-signal.ts';

/** While dragging over what is loaded already, the picture follows this often. */
const FOLLOW_MS = 120;

interface Props {
  readonly player: Player;
}

export const SeekBar = ({ player }: Props) => {
  useSignals(player.time, player.state);
  const bar = useRef<HTMLDivElement>(null);
  /** Seconds beneath the pointer. */
  const [pointed, point] = useState<number | null>(null);
  const { playback, facts, dragging } = player;
  const { time, duration, aim } = playback;
  useLayoutEffect(() => {
    if (bar.current !== null) listen(bar.current, player, point);
  }, [player]);
  const shown = pointed !== null && dragging ? pointed : (aim?.time ?? time);
  const tip = pointed ?? aim?.time ?? null;
  const part = partOf(shown, duration);
  return (
    <div
      class={dragging ? 'seek dragged' : 'seek'}
      ref={bar}
      role="slider"
      tabIndex={0}
      aria-label={words.position}
      aria-valuemin={0}
      aria-valuemax={Math.floor(duration)}
      aria-valuenow={Math.floor(shown)}
      aria-valuetext={words.ofAll(words.spoken(shown), words.spoken(duration))}
      onMouseLeave={() => point(null)}
    >
      <div class="seek-track">
        <Loaded playback={playback} />
        <div class="seek-played" style={{ transform: `scaleX(${part})` }} />
        <Ticks chapters={facts.chapters} duration={duration} />
      </div>
      <div class="seek-knob" style={{ left: `${part * 100}%` }} />
      {tip !== null && (
        <Tip player={player} time={tip} picture={pointed !== null || aim?.several === true} />
      )}
    </div>
  );
};

const partOf = (time: number, duration: number): number =>
  duration > 0 ? Math.max(0, Math.min(1, time / duration)) : 0;

const listen = (bar: HTMLElement, player: Player, point: (time: number | null) => void): void => {
  const { playback } = player;
  let followed = 0;
  const timeAt = (x: number): number => {
    const { left, width } = bar.getBoundingClientRect();
    return Math.max(0, Math.min(1, (x - left) / width)) * playback.duration;
  };
  bar.addEventListener('mousemove', ({ clientX }) => point(timeAt(clientX)));
  onDrag(bar, {
    move: (x) => {
      const time = timeAt(x);
      if (!player.dragging) player.drag(true);
      point(time);
      const now = Date.now();
      if (now - followed < FOLLOW_MS || !playback.isBuffered(time)) return;
      followed = now;
      playback.seek(time);
    },
    end: (x) => {
      playback.seek(timeAt(x));
      player.drag(false);
      point(null);
    },
  });
};

const Loaded = ({ playback }: { readonly playback: Playback }) => {
  const { duration, video } = playback;
  const { buffered } = video;
  const ranges = Array.from({ length: buffered.length }, (_, at) => ({
    left: `${partOf(buffered.start(at), duration) * 100}%`,
    right: `${100 - partOf(buffered.end(at), duration) * 100}%`,
  }));
  return (
    <div class="seek-loaded">
      {ranges.map((style) => (
        <div key={style.left} style={style} />
      ))}
    </div>
  );
};

interface TicksProps {
  readonly chapters: readonly Chapter[];
  readonly duration: number;
}

/** Chapters other than the first begin with a gap in the line. */
const Ticks = ({ chapters, duration }: TicksProps) => (
  <div class="seek-ticks">
    {chapters
      .filter(({ start }) => start > 0 && start < duration)
      .map(({ start }) => (
        <i key={start} style={{ left: `${partOf(start, duration) * 100}%` }} />
      ))}
  </div>
);

interface TipProps extends Props {
  readonly time: number;
  readonly picture: boolean;
}

const Tip = ({ player, time, picture }: TipProps) => {
  const ref = useRef<HTMLDivElement>(null);
  const { chapters, video_id } = player.facts;
  const place = (): void => placeTip(ref.current, partOf(time, player.playback.duration));
  useLayoutEffect(place);
  const chapter = chapters.filter(({ start, end }) => time >= start && time < end)[0];
  const named = chapter?.title ? `${chapter.title} · ` : '';
  return (
    <div class="seek-tip" ref={ref}>
      {picture && <Preview videoId={video_id} time={time} changed={place} />}
      <span>{`${named}${clock(time)}`}</span>
    </div>
  );
};

/** Over the place, and within the bar. */
const placeTip = (tip: HTMLElement | null, part: number): void => {
  if (tip === null) return;
  const width = (tip.parentNode as HTMLElement).clientWidth;
  const half = tip.offsetWidth / 2;
  tip.style.left = `${Math.max(half, Math.min(width - half, part * width))}px`;
};
