-- Moves of follow-ups are owed beside creations and deletions.

-- When a move comes up. Its `due_at` never comes: replicas of an older version look at that alone, and
-- must not take what they cannot read.
ALTER TABLE chores ADD COLUMN move_at timestamptz;

CREATE INDEX chores_by_time ON chores (least(due_at, move_at));
