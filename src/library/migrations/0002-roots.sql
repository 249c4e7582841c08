-- Which folder a label stands for (src/library/root-labels.ts), in whatever order and beside
-- whatever other folders it is served. A label keeps its folder when that is moved.
CREATE TABLE roots (
  label TEXT PRIMARY KEY,             -- as in videos.root
  path TEXT NOT NULL UNIQUE           -- where the folder was when it was served last
) STRICT, WITHOUT ROWID;
