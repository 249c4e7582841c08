/** A series: what to go on with, its seasons, and their episodes. */
import { ArrowLeft, Play } from 'lucide';
import { ApiError, fetchShow, type Series, UNREACHABLE } from '../api.ts';
import { el, icon, iconButton, keepFocus, replaceChildren } from '../dom.ts';
import { episodeCode, seasonsOf } from '../episodes.ts';
import { moveFocus } from '../focus.ts';
import type { Key } from '../keys.ts';
import { messagePanel } from '../message.ts';
import { watchPath } from '../router.ts';
import { fetchNext, fetchShowProgress, type Next, type Progress, placesTold } from '../watching.ts';
import { episodeItem } from './episode.ts';
import { withYear } from './titles.ts';
import type { View } from './view.ts';

export const createSeriesView = (showId: string, leave: () => void): View =>
  new SeriesView(showId, leave);

interface Facts {
  readonly series: Series;
  readonly next: Next | null;
  readonly progress: readonly Progress[];
}

class SeriesView implements View {
  readonly element = el('main', { class: 'series' });
  private readonly showId: string;
  private readonly leave: () => void;
  private readonly content = el('div');
  private readonly episodes = el('ol', { class: 'episodes' });
  private facts: Facts | null = null;
  /** What is shown; null: that of the next episode. */
  private season: number | null = null;
  /** Where the viewer was when the page was left. */
  private place: { scroll: number; href: string | null } = { scroll: 0, href: null };

  constructor(showId: string, leave: () => void) {
    this.showId = showId;
    this.leave = leave;
    const header = el('header', { class: 'series-header' }, iconButton(ArrowLeft, 'Back', leave));
    this.element.appendChild(header);
    this.element.appendChild(this.content);
  }

  show(): void {
    if (this.facts !== null) this.fill(this.facts);
    window.scrollTo(0, this.place.scroll);
    void this.load();
  }

  hide(): void {
    const { activeElement } = document;
    const href = activeElement?.getAttribute('href') ?? null;
    this.place = { scroll: window.pageYOffset, href };
  }

  press(key: Key): boolean {
    const { name } = key;
    if (name === 'back') {
      this.leave();
      return true;
    }
    if (name !== 'up' && name !== 'down' && name !== 'left' && name !== 'right') return false;
    return moveFocus(this.element, name);
  }

  private async load(): Promise<void> {
    if (this.facts === null) replaceChildren(this.content, el('div', { class: 'spinner' }));
    try {
      await placesTold();
      const [series, next, progress] = await Promise.all([
        fetchShow(this.showId),
        fetchNext(this.showId).catch(() => null),
        fetchShowProgress(this.showId).catch(() => []),
      ]);
      if (series.kind !== 'series') throw new ApiError('not_found', 404, 'that is a film');
      const facts = { series, next, progress };
      const same = JSON.stringify(facts) === JSON.stringify(this.facts);
      this.facts = facts;
      if (!same && document.contains(this.element)) this.fill(facts);
    } catch (error) {
      if (this.facts === null) this.explain(error);
    }
  }

  private fill({ series, next }: Facts): void {
    const { title, year, plot } = series.info;
    const name = withYear(title, year);
    document.title = `${name} · haema`;
    const focused = document.activeElement?.getAttribute('href') ?? this.place.href;
    const seasons = seasonsOf(series.episodes);
    replaceChildren(
      this.content,
      el('h1', {}, name),
      plot === null ? null : el('p', { class: 'plot' }, plot),
      next === null ? null : playButton(next),
      seasons.length < 2 ? null : this.tabs(seasons),
      this.episodes,
    );
    this.showSeason(this.season ?? next?.episode?.season ?? seasons[0] ?? 0);
    const links = Array.from(this.content.querySelectorAll('a'));
    const last = links.filter((link) => link.getAttribute('href') === focused).pop();
    (last ?? links[0])?.focus();
  }

  private tabs(seasons: readonly number[]): HTMLElement {
    const tab = (season: number): HTMLElement =>
      el(
        'button',
        {
          type: 'button',
          class: 'season',
          'data-season': season,
          click: () => {
            this.season = season;
            this.showSeason(season);
          },
          mousedown: keepFocus,
        },
        season === 0 ? 'Specials' : `Season ${season}`,
      );
    return el('div', { class: 'seasons' }, ...seasons.map(tab));
  }

  private showSeason(season: number): void {
    const { series, progress } = this.facts ?? { series: { episodes: [] }, progress: [] };
    for (const tab of Array.from(this.content.querySelectorAll<HTMLElement>('.season'))) {
      tab.setAttribute('aria-pressed', String(tab.getAttribute('data-season') === `${season}`));
    }
    const shown = series.episodes.filter((episode) => episode.season === season);
    const items = shown.map((episode) => episodeItem(episode, this.showId, progress));
    replaceChildren(this.episodes, ...items);
  }

  private explain(error: unknown): void {
    const away = error instanceof ApiError && error.code === UNREACHABLE;
    const panel = messagePanel({
      title: away ? 'Cannot reach haema' : 'No such series',
      text: away
        ? 'The server does not answer. See that it runs and that this device is online.'
        : 'haema has no series at this address. Look for it in the list.',
      actions: [
        { label: 'Try again', press: () => void this.load() },
        { label: 'Back', press: this.leave },
      ],
    });
    replaceChildren(this.content, panel);
    panel.querySelector<HTMLElement>('.button')?.focus();
  }
}

const playButton = ({ video_id, show_id, episode, resume, finished }: Next): HTMLElement => {
  const code = episode === null ? '' : episodeCode(episode) || episode.title;
  const begun = finished === true ? 'Watch again' : 'Play';
  const word = resume > 0 ? 'Go on with' : begun;
  const attributes = { class: 'button play-next', href: watchPath(video_id, show_id) };
  return el('a', attributes, icon(Play), `${word} ${code}`.trim());
};
