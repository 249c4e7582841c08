/** All shows of the catalog, kept up to date with as little work as the changes ask for. */
import { nameFiles } from '../naming/naming.ts';
import { ShowMaker } from './shows.ts';
import { sortedInSteps } from './sorted.ts';
import type { ListedFile, NamedFile, Show } from './types.ts';

/** What was read in one folder, for as long as the same names are in it. */
interface Folder {
  readonly names: string;
  readonly files: NamedFile[];
}

export class ShowIndex {
  readonly #maker = new ShowMaker();
  #folders = new Map<string, Folder>();

  /** Yields now and then: a hundred thousand names take a second or two. */
  *update(files: Iterable<ListedFile>): Generator<void, Show[]> {
    const folders = new Map<string, Folder>();
    // In an order of their own: of two spellings of a title the same one is always shown.
    for (const [key, group] of yield* sortedInSteps([...(yield* byFolder(files))], byKey)) {
      folders.set(key, yield* this.#read(key, yield* sortedInSteps(group, byPath)));
    }
    this.#folders = folders;
    return yield* this.#maker.make([...folders.values()].flatMap((folder) => folder.files));
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
