-- The subtitles of a file that was read through for them, for one version of the file and one build
-- of the engine. Only a cache.
CREATE TABLE cues (
  video_id TEXT NOT NULL REFERENCES videos ON DELETE CASCADE,
  stream INTEGER NOT NULL,            -- its index in the container
  size INTEGER NOT NULL,
  mtime_us INTEGER NOT NULL,
  build TEXT NOT NULL,
  cues BLOB NOT NULL,                 -- deflated, see src/library/cue-codec.ts
  PRIMARY KEY (video_id, stream)
) STRICT;
