/** What there is to watch, in the API's own spelling. */
import { basename } from 'node:path';
import { HaemaError } from '../core/errors.ts';
import { inSlices } from '../core/slices.ts';
import type { MediaFiles } from '../engine/types.ts';
import type { Colours } from '../library/colours.ts';
import type { Library } from '../library/library.ts';
import type { PageQuery } from '../library/shows/page.ts';
import { cardsJson } from './card-json.ts';
import type { Inits } from './inits.ts';
import { languagesBeside } from './languages-beside.ts';
import { type Known, placeTitle, type ShowJson, showJson, showsJson } from './show-json.ts';
import type { Subtitles } from './subtitles/subtitles.ts';
import type { Titles } from './titles.ts';
import { videoDetails } from './video-details.ts';

export interface CatalogOptions {
  readonly library: Library;
  readonly colours: Pick<Colours, 'all'>;
  readonly files: MediaFiles;
  readonly titles: Titles;
  readonly inits: Inits;
  readonly subtitles: Pick<Subtitles, 'described'>;
}

interface ShowQuery extends PageQuery {
  readonly search?: string | undefined;
}

export class Catalog {
  readonly #library: Library;
  readonly #colours: CatalogOptions['colours'];
  readonly #files: MediaFiles;
  readonly #titles: Titles;
  readonly #inits: Inits;
  readonly #subtitles: CatalogOptions['subtitles'];

  constructor({ library, colours, files, titles, inits, subtitles }: CatalogOptions) {
    this.#library = library;
    this.#colours = colours;
    this.#files = files;
    this.#titles = titles;
    this.#inits = inits;
    this.#subtitles = subtitles;
  }

  /** As the last look found them; files that came since are in a list soon after. */
  async shows(query: ShowQuery) {
    const { shows, known, ...page } = await this.#page(query);
    return { ...page, shows: await inSlices(showsJson(shows, known)) };
  }

  /** The same in as few words as lists need. */
  async cards(query: ShowQuery) {
    const { shows, known, ...page } = await this.#page(query);
    return { ...page, cards: await inSlices(cardsJson(shows, known)) };
  }

  async #page({ search, ...query }: ShowQuery) {
    this.#library.refresh();
    const known = await this.#known();
    const page =
      search === undefined ? await this.#library.shows(query) : await this.#found(search, query);
    return { ...page, known };
  }

  /** What fits best is on the first page, and who wants more types more. */
  async #found(search: string, { kind, only, limit = 50 }: PageQuery) {
    for (let most = limit; ; most *= 4) {
      const found = await this.#library.search(search, { kind, limit: most });
      const shows = (only === undefined ? found : found.filter(only)).slice(0, limit);
      const isAll = shows.length === limit || found.length < most;
      if (isAll) return { shows, cursor: null, total: shows.length };
    }
  }

  /** @throws NOT_FOUND */
  async show(showId: string): Promise<ShowJson> {
    const [show, known] = [await this.#library.show(showId), await this.#known()];
    const beside = await inSlices(languagesBeside(show, (id) => this.#library.sidecars(id)));
    return showJson(show, { ...known, beside });
  }

  async #known(): Promise<Known> {
    const summaries = await this.#library.summaries.all();
    return { summaries, colours: await this.#colours.all(), away: this.#library.away() };
  }

  /** @throws NOT_FOUND */
  title(videoId: string): string {
    return this.#library.video(videoId).title;
  }

  /**
   * `known`: without a long look into its file.
   * @throws NOT_FOUND, SOURCE_MISSING, what probing throws, or NOT_READY where it takes such a look
   */
  async video(videoId: string, known = false) {
    const place = await this.#library.place(videoId);
    const title = place === null ? this.title(videoId) : placeTitle(place, videoId);
    const served = await (known ? this.#titles.ready(videoId) : this.#titles.get(videoId));
    if (served === null) throw new HaemaError('NOT_READY', 'not all is known of this video yet');
    const subtitles = await this.#subtitles.described(served);
    const details = await videoDetails(served, this.#inits, subtitles);
    return { ...details, title };
  }

  /** The file itself. @throws NOT_FOUND, SOURCE_MISSING, READ_FAILED, TIMED_OUT */
  async original(videoId: string) {
    const source = this.#library.source(videoId);
    const read = (start: number, length: number) => this.#files.read(source, start, length);
    const { traits } = await read(0, 0); // opened, unlike a look: that it can be read is certain
    return { traits, read, name: basename(source.path) };
  }
}
