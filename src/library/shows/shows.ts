/** From files and what their names tell to films and series. Pure, and in steps for many. */
import { idOf } from '../../core/ids.ts';
import type { Place } from '../identify.ts';
import { baseName } from './base-name.ts';
import { type Draft, Drafts } from './drafts.ts';
import { episodesOf } from './episodes.ts';
import type { Extra, NamedFile, Show, ShowInfo } from './types.ts';
import { versionsOf } from './versions.ts';

/** Files or shows that are looked at between two chances to do something else. */
const STEP = 200;

/** A show, and the files that it was made of. */
interface Made {
  readonly draft: Draft;
  readonly show: Show;
}

/** Makes shows of files, and those again only whose files are others than the last time. */
export class ShowMaker {
  #made = new Map<string, Made>();

  /** Yields now and then. The order of the shows is the one in which their files come. */
  *make(files: Iterable<NamedFile>): Generator<void, Show[]> {
    const drafts = new Drafts();
    let count = 0;
    for (const file of files) {
      drafts.add(file);
      if (++count % STEP === 0) yield;
    }
    const made = new Map<string, Made>();
    for (const [key, draft] of yield* drafts.all()) {
      const known = this.#made.get(key);
      const isSame = known !== undefined && isMadeOf(known.draft, draft);
      made.set(key, isSame ? known : { draft, show: showOf(key, draft) });
      count += draft.files.length;
      if (count >= STEP) yield;
      count %= STEP;
    }
    this.#made = made;
    return [...made.values()].map(({ show }) => show);
  }
}

const isMadeOf = (known: Draft, now: Draft): boolean =>
  known.title === now.title && hasSame(known.files, now.files) && hasSame(known.extras, now.extras);

const hasSame = (known: readonly NamedFile[], now: readonly NamedFile[]): boolean =>
  known.length === now.length && known.every((file, at) => file === now[at]);

const showOf = (key: string, draft: Draft): Show => {
  const info = infoOf(key, draft);
  const extras = draft.extras.map(extraOf);
  if (draft.kind === 'movie')
    return { kind: 'movie', info, versions: versionsOf(draft.files), extras };
  return { kind: 'series', info, episodes: episodesOf(info.id, draft.files), extras };
};

/**
 * The id is made of the kind, the title as it is compared and the year: files may be renamed, moved
 * to another folder or root and replaced by better ones, and the show stays the same one.
 */
const infoOf = (key: string, { title, year, files }: Draft): ShowInfo => {
  let addedUs = 0;
  let ids: Record<string, string> = {};
  let home: Place | null = null;
  const told = files.find(({ named }) => named.told !== null)?.named.told ?? null;
  for (const { file, named } of files) {
    addedUs = Math.max(addedUs, file.firstSeenUs);
    if (named.home !== null) home ??= { root: file.root, path: named.home };
    if (Object.keys(named.ids).length > 0) ids = { ...named.ids, ...ids };
  }
  return {
    ...{ id: idOf(['show', key]), title, sortTitle: told?.sortTitle ?? sortTitle(title), year },
    ...{ ids, plot: told?.plot ?? null, home, addedUs },
  };
};

/** Only English articles: `Die Hard` and `Das Boot` differ in what `die` and `das` are. */
const ARTICLE = /^(?:the|an?)\s+(?=\S)/i;

export const sortTitle = (title: string): string => title.replace(ARTICLE, '');

const extraOf = (it: NamedFile): Extra => ({
  videoId: it.file.videoId,
  root: it.file.root,
  name: baseName(it),
  kind: it.named.extra ?? 'other',
  title: it.named.name ?? it.named.title,
});
