-- What was found out about copying a file's streams (src/library/copy-facts.ts), for one version of
-- the file and by one build of the engine. Only a cache.
CREATE TABLE copy_facts (
  video_id TEXT PRIMARY KEY REFERENCES videos ON DELETE CASCADE,
  size INTEGER NOT NULL,
  mtime_us INTEGER NOT NULL,
  build TEXT NOT NULL,
  facts BLOB NOT NULL                 -- deflated, see src/library/copy-codec.ts
) STRICT;
