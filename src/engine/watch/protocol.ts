/** What the watching child tells, and what it is told: which folders, once. */

/** How a folder that is watched has changed. */
export interface FolderChange {
  /** Which of the roots, by its place in the order. */
  readonly root: number;
  /** Relative to the root. */
  readonly folder: string;
  /** Names came or went, or changed; else only what is in files. */
  readonly isOfNames: boolean;
}

export type WatchReport =
  /** All folders are watched now. */
  | { readonly ready: true }
  | { readonly changes: readonly FolderChange[] }
  /** In too many folders to name them. */
  | { readonly many: true }
  /** The system lets no more folders be watched. */
  | { readonly full: true };
