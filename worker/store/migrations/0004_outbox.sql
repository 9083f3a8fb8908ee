-- What a transaction decided to publish, and the writes that it left owing.

CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key bytea NOT NULL,
    value bytea NOT NULL,
    headers bytea NOT NULL
);

CREATE INDEX outbox_by_key ON outbox (key, id);

-- The one replica that publishes a key now. Apart from the rows, so that one row says it for all.
CREATE TABLE outbox_leases (
    key bytea PRIMARY KEY,
    owner text NOT NULL,
    lease_until timestamptz NOT NULL
);

CREATE TABLE chores (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    action text NOT NULL,
    user_id text NOT NULL,
    command_id text NOT NULL,
    calendar_id text NOT NULL,
    event_id text NOT NULL,
    draft bytea,
    -- Taking a chore moves this ahead, so that it comes again unless it is done.
    due_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX chores_by_due ON chores (due_at);
