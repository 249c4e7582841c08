-- A file that is found is looked up by everything that may tell which video it is. An empty
-- sampled_hash is of a file that nobody has read yet: a list is made of names alone.
CREATE INDEX videos_by_path ON videos (path);
CREATE INDEX videos_by_inode ON videos (inode);
CREATE INDEX videos_by_size ON videos (size);
