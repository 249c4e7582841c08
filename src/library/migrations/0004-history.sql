-- Who watches. Without passwords: a profile keeps places apart, not people out.
CREATE TABLE profiles (
  profile_id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO profiles VALUES ('default', 'Everyone', 0);

-- Where each of them stopped. No foreign key to videos: a place outlives the file it was in, and
-- what is imported may be of files that nobody has found yet.
CREATE TABLE progress (
  profile_id TEXT NOT NULL REFERENCES profiles ON DELETE CASCADE,
  video_id TEXT NOT NULL,
  item TEXT NOT NULL,           -- what the file is a copy of, by its names: a better copy goes on
  position_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL, -- 0 where nobody knew
  watched INTEGER NOT NULL CHECK (watched IN (0, 1)),
  hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)), -- taken out of what is to be continued
  updated_ms INTEGER NOT NULL,  -- by the clock of whoever watched, milliseconds since 1970
  PRIMARY KEY (profile_id, video_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX progress_by_item ON progress (profile_id, item);
CREATE INDEX progress_by_video ON progress (video_id);
