-- A command that gave its claim back with a write in doubt keeps its meeting until then. Null while it
-- works, and where it went without a word.
ALTER TABLE meeting_writers ADD COLUMN kept_until timestamptz;
