/** An episode as a row: which one it is, how much of it was seen, how long it takes. */
import { Check } from 'lucide';
import type { Episode } from '../api.ts';
import { el, icon } from '../dom.ts';
import { isVideoOf } from '../episodes.ts';
import { length } from '../format.ts';
import { watchPath } from '../router.ts';
import type { Progress } from '../watching.ts';
import { seenBar } from './card.ts';

export const episodeItem = (
  episode: Episode,
  showId: string,
  progress: readonly Progress[],
): HTMLElement => {
  const { title, numbers, duration, video_id } = episode;
  const place = progress.find((it) => isVideoOf(episode, it.video_id));
  const href = watchPath(place?.resume ? place.video_id : video_id, showId);
  const part = place?.duration ? place.resume / place.duration : 0;
  const seen = place?.watched === true && part === 0;
  const mark = seen ? el('span', { class: 'episode-seen', title: 'Watched' }, icon(Check)) : null;
  if (mark !== null) mark.setAttribute('aria-label', 'Watched');
  return el(
    'li',
    {},
    el(
      'a',
      { class: `episode${seen ? ' watched' : ''}`, href },
      el('span', { class: 'episode-number' }, numbers.join('–')),
      el('span', { class: 'episode-title' }, title),
      mark,
      duration === null ? null : el('span', { class: 'episode-length' }, length(duration)),
      part > 0 ? seenBar(part) : null,
    ),
  );
};
