-- Who is alive, who works on which command, how far it is, and what was answered.
-- All times are the database's: the clocks of replicas are never compared.

CREATE TABLE replicas (
    replica_id text PRIMARY KEY,
    heartbeat_at timestamptz NOT NULL
);

CREATE TABLE commands (
    user_id text NOT NULL,
    command_id text NOT NULL,
    type text NOT NULL,
    body bytea NOT NULL,
    body_hash bytea NOT NULL,
    state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'withheld', 'finished')),
    -- Raised by every claim. Whoever acts names the fence of its claim and is refused if it rose since.
    fence bigint NOT NULL DEFAULT 1,
    -- The claim is live while `lease_until` lies ahead and the owner's heartbeat is young.
    owner text,
    lease_until timestamptz,
    progress bytea,
    -- Set together with every progress. Progress is stored before an outside effect and never after
    -- it, so a run that stored some may have written: from then on only Google can tell.
    may_have_written boolean NOT NULL DEFAULT false,
    result_value bytea,
    result_headers bytea,
    withheld_since timestamptz,
    retry_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    PRIMARY KEY (user_id, command_id),
    CHECK ((owner IS NULL) = (lease_until IS NULL)),
    CHECK ((state = 'finished') = (result_value IS NOT NULL)),
    CHECK ((state = 'finished') = (finished_at IS NOT NULL))
) WITH (fillfactor = 80);  -- room for renewals beside the row: `lease_until` stands in no index

-- Whether a claim is good for everybody: the lease lasts, and its replica's heart beats. Volatile, so
-- that it sees heartbeats that came in while its statement waited for a row.
CREATE FUNCTION is_live(claimed_by text, claimed_until timestamptz, void_after interval) RETURNS boolean
LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(claimed_until > clock_timestamp(), false) AND EXISTS (
        SELECT FROM replicas
        WHERE replica_id = claimed_by AND heartbeat_at > clock_timestamp() - void_after
    )
$$;

CREATE INDEX commands_withheld ON commands (retry_at) WHERE state = 'withheld';
CREATE INDEX commands_by_age ON commands (created_at);

-- Records that were done while their command was withheld, and where each wants the result.
CREATE TABLE waiters (
    user_id text NOT NULL,
    command_id text NOT NULL,
    reply_hash bytea NOT NULL,
    reply bytea NOT NULL,
    taken_until timestamptz,
    PRIMARY KEY (user_id, command_id, reply_hash),
    FOREIGN KEY (user_id, command_id) REFERENCES commands ON DELETE CASCADE
);

-- The one command that may change a meeting now. The row goes when the command ends.
CREATE TABLE meeting_writers (
    calendar_id text NOT NULL,
    event_id text NOT NULL,
    user_id text NOT NULL,
    command_id text NOT NULL,
    fence bigint NOT NULL,
    PRIMARY KEY (calendar_id, event_id),
    FOREIGN KEY (user_id, command_id) REFERENCES commands ON DELETE CASCADE
);

CREATE INDEX meeting_writers_by_command ON meeting_writers (user_id, command_id);
