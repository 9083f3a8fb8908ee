-- What a write that is owed has to know of the command that owes it, and how long things are kept.

-- `[]` is an empty list of headers, as `worker.store.packing` writes it.
ALTER TABLE chores
    ADD COLUMN locale text NOT NULL DEFAULT 'ro',
    ADD COLUMN trace bytea NOT NULL DEFAULT '\x5b5d';

-- What the database itself has to know of an event. `ends_at` is null where no end is known: a series,
-- or an event that an older replica saw. One that it saw go may be taken for alive, which costs a look.
ALTER TABLE snapshots
    ADD COLUMN ends_at timestamptz,
    ADD COLUMN cancelled boolean NOT NULL DEFAULT false;

-- PostgreSQL reads no field of a document that has the character U+0000 anywhere: those stay as they are.
UPDATE snapshots SET
    cancelled = event ->> 'status' = 'cancelled',
    ends_at = CASE WHEN json_array_length(event -> 'recurrence') = 0 AND event ->> 'recurring_event_id' IS NULL
        THEN coalesce((event -> 'when' ->> 'end')::timestamptz, (event -> 'all_day' ->> 1)::timestamptz)
    END
WHERE position('\u0000' IN event::text) = 0;

CREATE INDEX snapshots_by_end ON snapshots (ends_at);

CREATE INDEX own_events_by_age ON own_events (made_at);

ALTER TABLE participants ADD COLUMN made_at timestamptz NOT NULL DEFAULT clock_timestamp();
