-- Reading calendars again and again: from where, by whom, what was read so far, and what was meant to be
-- written, so that our own writes are known when they are seen.

-- `next_sync_at`: a calendar that a command touches for the first time is read as soon as somebody has time.
ALTER TABLE followed_calendars
    ADD COLUMN locale text NOT NULL DEFAULT 'ro',
    ADD COLUMN sync_token text,
    ADD COLUMN next_sync_at timestamptz NOT NULL DEFAULT clock_timestamp();

-- Those that are followed already do not come all at once.
UPDATE followed_calendars SET next_sync_at = clock_timestamp() + random() * interval '10 minutes';

CREATE INDEX followed_calendars_by_next_sync ON followed_calendars (next_sync_at);

-- `observed_at`: when the version was written here. Null for those that an older version wrote: long ago.
-- `doubted_at`: since when another version of the same date is known of: only Google can tell which counts.
-- `series_id`: the series of an instance.
ALTER TABLE snapshots
    ADD COLUMN observed_at timestamptz,
    ADD COLUMN doubted_at timestamptz,
    ADD COLUMN series_id text;
ALTER TABLE snapshots ALTER COLUMN observed_at SET DEFAULT clock_timestamp();

-- PostgreSQL reads no field of a document that has the character U+0000 anywhere: those stay as they are.
UPDATE snapshots SET series_id = event ->> 'recurring_event_id' WHERE position('\u0000' IN event::text) = 0;

CREATE INDEX snapshots_in_doubt ON snapshots (user_id, calendar_id) WHERE doubted_at IS NOT NULL;
CREATE INDEX snapshots_of_series ON snapshots (user_id, calendar_id, series_id) WHERE series_id IS NOT NULL;

-- The one synchronisation of a calendar. Apart from the calendar's row, which commands lock to tell what
-- they did: a lease is renewed whatever they do. The fence rises with every synchronisation.
CREATE TABLE synchronisations (
    user_id text NOT NULL,
    calendar_id text NOT NULL,
    fence bigint NOT NULL DEFAULT 1,
    owner text,
    lease_until timestamptz,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- When it last said which events have to be read again: readings that settle a doubt are later.
    doubted_at timestamptz,
    PRIMARY KEY (user_id, calendar_id),
    CHECK ((owner IS NULL) = (lease_until IS NULL))
) WITH (fillfactor = 80);

-- What a synchronisation has read and nobody has looked at. `read_after`: no reading was earlier.
CREATE TABLE staged_events (
    user_id text NOT NULL,
    calendar_id text NOT NULL,
    event_id text NOT NULL,
    event json NOT NULL,
    cancelled boolean NOT NULL,
    settled boolean NOT NULL,
    read_after timestamptz NOT NULL,
    PRIMARY KEY (user_id, calendar_id, event_id)
);

-- Writes that are about to be sent. `write_id` is the event's stamp; empty for a deletion, without a draft.
CREATE TABLE intents (
    user_id text NOT NULL,
    calendar_id text NOT NULL,
    event_id text NOT NULL,
    write_id text NOT NULL,
    command_id text NOT NULL,
    draft bytea,
    locale text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (user_id, calendar_id, event_id, write_id, command_id),
    CHECK ((draft IS NULL) = (write_id = ''))
);

CREATE INDEX intents_of_command ON intents (user_id, command_id);
CREATE INDEX intents_by_age ON intents (made_at);
