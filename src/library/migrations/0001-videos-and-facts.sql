-- A video is a file that was found once. It keeps its id, and with it the watch history, when the
-- file is renamed, moved or replaced; when the file is gone it stays, absent: it may come back.
CREATE TABLE videos (
  video_id TEXT PRIMARY KEY,
  root TEXT NOT NULL,                 -- label of the library root
  path TEXT NOT NULL,                 -- relative to the root, as the file system spells it
  size INTEGER NOT NULL,
  mtime_us INTEGER NOT NULL,
  inode TEXT NOT NULL,                -- device and inode number
  sampled_hash TEXT NOT NULL,
  present INTEGER NOT NULL CHECK (present IN (0, 1)),
  first_seen_us INTEGER NOT NULL,
  last_seen_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX videos_by_place ON videos (root, path) WHERE present = 1;

-- What probing a file has told (src/library/media-facts.ts), for one version of the file.
CREATE TABLE media_facts (
  video_id TEXT PRIMARY KEY REFERENCES videos ON DELETE CASCADE,
  size INTEGER NOT NULL,
  mtime_us INTEGER NOT NULL,
  duration INTEGER NOT NULL,          -- in 1/90000 s, for lists
  format INTEGER NOT NULL,            -- of the blobs; another haema's is not guessed at
  probe BLOB NOT NULL,                -- deflated JSON, all but the index
  media_index BLOB NOT NULL           -- deflated, see src/library/index-codec.ts
) STRICT;
