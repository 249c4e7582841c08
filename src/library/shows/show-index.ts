/** All shows of the catalog, kept up to date with as little work as the changes ask for. */
import { sortedInSteps } from '../../core/sorted-in-steps.ts';
import { NOTHING_TOLD, type Telling, withTelling } from '../local/telling.ts';
import { nameFiles } from '../naming/naming.ts';
import { ShowMaker } from './shows.ts';
import type { ListedFile, NamedFile, Show } from './types.ts';

/** What was read in one folder, for as long as the same names are in it. */
interface Folder {
  readonly names: string;
  readonly files: NamedFile[];
}

/** What was written down about files. */
export interface Tellings {
  telling(file: ListedFile, home: string | null): Telling;
}

export class ShowIndex {
  readonly #maker = new ShowMaker();
  readonly #tellings: Tellings;
  /** So that the same telling of the same file makes the same object. */
  readonly #told = new WeakMap<NamedFile, Telling & { readonly made: NamedFile }>();
  #folders = new Map<string, Folder>();

  constructor(tellings: Tellings = { telling: () => NOTHING_TOLD }) {
    this.#tellings = tellings;
  }

  /** Yields now and then: a hundred thousand names take a second or two. */
  *update(files: Iterable<ListedFile>): Generator<void, Show[]> {
    const folders = new Map<string, Folder>();
    // In an order of their own: of two spellings of a title the same one is always shown.
    for (const [key, group] of yield* sortedInSteps([...(yield* byFolder(files))], byKey)) {
      folders.set(key, yield* this.#read(key, yield* sortedInSteps(group, byPath)));
    }
    this.#folders = folders;
    const made: NamedFile[] = [];
    for (const { files } of folders.values()) {
      for (const file of files) made.push(this.#asTold(file));
      yield;
    }
    return yield* this.#maker.make(made);
  }

  #asTold(it: NamedFile): NamedFile {
    const { own, series } = this.#tellings.telling(it.file, it.named.home);
    if (own === null && series === null) return it;
    const known = this.#told.get(it);
    if (known?.own === own && known.series === series) return known.made;
    const made = { file: it.file, named: withTelling(it.named, { own, series }) };
    this.#told.set(it, { own, series, made });
    return made;
  }

  *#read(key: string, files: readonly ListedFile[]): Generator<void, Folder> {
    const names = files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
    const joined = names.join('\0');
    const known = this.#folders.get(key);
    if (known?.names === joined) {
      return { names: joined, files: known.files.map((it, at) => renewed(it, files[at])) };
    }
    const [root = '', path = ''] = key.split('\0');
    const told = yield* nameFiles(path, names, root);
    const withNames = told.flatMap((named, at) => {
      const file = files[at];
      return file === undefined ? [] : [{ file, named }];
    });
    return { names: joined, files: withNames };
  }
}

/** The same object for the same file, so that what was made of it can be kept. */
const renewed = (known: NamedFile, file: ListedFile | undefined): NamedFile => {
  if (file === undefined) return known;
  const { videoId, size, firstSeenUs } = known.file;
  const isSame = file.videoId === videoId && file.size === size && file.firstSeenUs === firstSeenUs;
  return isSame ? known : { file, named: known.named };
};

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : Number(a > b);

const byPath = (a: ListedFile, b: ListedFile): number => (a.path < b.path ? -1 : 1);

/** Files between two chances to do something else. */
const STEP = 1000;

function* byFolder(files: Iterable<ListedFile>): Generator<void, Map<string, ListedFile[]>> {
  const folders = new Map<string, ListedFile[]>();
  let count = 0;
  for (const file of files) {
    const key = `${file.root}\0${file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')))}`;
    const group = folders.get(key);
    if (group === undefined) folders.set(key, [file]);
    else group.push(file);
    if (++count % STEP === 0) yield;
  }
  return folders;
}
