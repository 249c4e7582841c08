-- What lists tell of a video that somebody has looked into (src/library/summaries.ts), whatever
-- version of its file that was. Apart from media_facts, whose blobs nobody reads past then. Only a
-- cache.
CREATE TABLE summaries (
  video_id TEXT PRIMARY KEY REFERENCES videos ON DELETE CASCADE,
  duration INTEGER NOT NULL,          -- in 1/90000 s
  told TEXT NOT NULL                  -- JSON, see src/library/summary.ts
) STRICT, WITHOUT ROWID;
