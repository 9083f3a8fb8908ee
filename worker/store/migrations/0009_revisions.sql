-- Changes of events that are there, known before they are sent, as new events and deletions are.

-- `revision`: the version that is changed, and how. Neither it nor a draft: the event is deleted. A release
-- that does not know the column takes such a row for a deletion whose event is still there: it never
-- explains that event's new stamp, and is left alone until its command ends.
ALTER TABLE intents ADD COLUMN revision bytea;
ALTER TABLE intents DROP CONSTRAINT intents_check;
ALTER TABLE intents ADD CONSTRAINT intents_one_kind CHECK (
    (draft IS NULL OR revision IS NULL) AND (draft IS NULL AND revision IS NULL) = (write_id = '')
);
