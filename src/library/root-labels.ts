/** What the folders that are served are called, which is part of the ids of their videos. */
import { basename } from 'node:path';
import type { MediaFiles } from '../engine/types.ts';
import { type Db, inTransaction } from './db.ts';
import type { Traits } from './identify.ts';
import type { Folder, Root } from './roots.ts';

/** Files of a label that are looked for in a folder. */
const SAMPLE = 16;

interface KnownFile extends Traits {
  readonly path: string;
}

/**
 * A folder keeps its label, wherever it is served again. One that was not served before takes over
 * the label of a folder that is not served now, if most of that one's files lie in it: it was moved
 * or renamed. Else it is called by its own name, numbered where that is another folder's. One that
 * does not answer, and may have been moved, is left out.
 */
export const labelRoots = async (
  db: Db,
  files: MediaFiles,
  folders: readonly Folder[],
): Promise<Root[]> => {
  const known = new Map(knownRoots(db).map(({ label, path }) => [path, label]));
  const labels = new Map<string, string>();
  for (const { path } of folders) {
    const label = known.get(path);
    if (label !== undefined) labels.set(path, label);
  }
  const unserved = new Set([...known.values()].filter((it) => ![...labels.values()].includes(it)));
  const isClear = unserved.size === 0;
  for (const { path, answers } of folders) {
    if (labels.has(path) || !answers) continue;
    const label = await labelMovedTo(db, files, path, unserved);
    if (label === null) continue;
    labels.set(path, label);
    unserved.delete(label);
  }
  const taken = new Set([...labels.values(), ...unserved]);
  const served = folders.filter(({ path, answers }) => answers || labels.has(path) || isClear);
  const roots = served.map(({ path }) => {
    return { path, label: labels.get(path) ?? freeLabel(path, taken) };
  });
  save(db, roots);
  return roots;
};

const freeLabel = (path: string, taken: Set<string>): string => {
  const name = basename(path) || 'root';
  let label = name;
  for (let count = 2; taken.has(label); count++) label = `${name}-${count}`;
  taken.add(label);
  return label;
};

/** A label without videos is nobody's. */
const knownRoots = (db: Db): Root[] =>
  db
    .prepare<[], Root>(
      `SELECT label, path FROM roots WHERE EXISTS (SELECT 1 FROM videos WHERE root = label)
       ORDER BY label`,
    )
    .all();

const save = (db: Db, roots: readonly Root[]): void =>
  inTransaction(db, () => {
    const statement = db.prepare('INSERT OR REPLACE INTO roots VALUES (@label, @path)');
    for (const root of roots) statement.run(root);
  });

const labelMovedTo = async (
  db: Db,
  files: MediaFiles,
  folder: string,
  labels: Iterable<string>,
): Promise<string | null> => {
  for (const label of labels) {
    const sample = sampleOf(db, label);
    const found = await Promise.all(sample.map((file) => liesIn(folder, file, files)));
    if (found.filter(Boolean).length * 2 > sample.length) return label;
  }
  return null;
};

/** Ids are hashes, so the first ones are any files. Gone ones only where all are: not mounted? */
const sampleOf = (db: Db, label: string): KnownFile[] =>
  db
    .prepare<string[], KnownFile>(
      `SELECT path, size, mtime_us AS mtimeUs, inode, sampled_hash AS sampledHash
       FROM videos WHERE root = ? AND present = (SELECT MAX(present) FROM videos WHERE root = ?)
       ORDER BY video_id LIMIT ${SAMPLE}`,
    )
    .all(label, label);

const liesIn = async (root: string, known: KnownFile, files: MediaFiles): Promise<boolean> => {
  const source = { root, path: known.path };
  try {
    const { size, mtimeUs, inode } = await files.traits(source);
    if (size !== known.size) return false;
    if (mtimeUs === known.mtimeUs || inode === known.inode) return true;
    // Of what nobody has read the name and the size have to do.
    const { sampledHash } = known;
    return sampledHash === '' || sampledHash === (await files.sampledHash(source, size));
  } catch {
    return false; // what cannot be read shows nothing
  }
};
