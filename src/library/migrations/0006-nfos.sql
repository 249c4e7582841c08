-- What `.nfo` files have told (src/library/local/nfo.ts), for one version of each. Only a cache.
CREATE TABLE nfos (
  root TEXT NOT NULL,                 -- label of the library root
  path TEXT NOT NULL,                 -- relative to the root, as the file system spells it
  size INTEGER NOT NULL,
  mtime_us INTEGER NOT NULL,
  told TEXT NOT NULL,                 -- JSON
  PRIMARY KEY (root, path)
) STRICT, WITHOUT ROWID;
