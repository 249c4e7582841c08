-- The colour of each poster that was made (src/library/colours.ts). Only a cache.
CREATE TABLE colours (
  id TEXT PRIMARY KEY,       -- what the poster was asked for by
  colour INTEGER NOT NULL    -- 0xRRGGBB
) STRICT, WITHOUT ROWID;
