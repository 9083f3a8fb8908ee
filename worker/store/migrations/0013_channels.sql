-- Google's push notifications: which calendars are watched, on which channels, and which are to be read.

-- A calendar that is watched until somebody ends it. `renew_at`: when its channel is to be replaced; null
-- until the first one is open. `opening`: the channel that somebody is about to open, and until when.
CREATE TABLE watches (
    user_id text NOT NULL,
    calendar_id text NOT NULL,
    renew_at timestamptz,
    opening text,
    owner text,
    lease_until timestamptz,
    PRIMARY KEY (user_id, calendar_id),
    CHECK ((owner IS NULL) = (lease_until IS NULL)),
    CHECK ((owner IS NULL) = (opening IS NULL))
) WITH (fillfactor = 80);

CREATE INDEX watches_by_renewal ON watches (renew_at) WHERE renew_at IS NOT NULL;

-- Every channel that Google may have: nobody else keeps a list. Of its token only a hash is here.
-- `opening`: about to be asked for, so its notifications count already. `closing`: not wanted any more, and
-- to be stopped once `resource_id` is known, which comes with the answer or with the first notification.
CREATE TABLE channels (
    id text PRIMARY KEY,
    token_hash bytea NOT NULL,
    user_id text NOT NULL,
    calendar_id text NOT NULL,
    address text NOT NULL,
    state text NOT NULL DEFAULT 'opening' CHECK (state IN ('opening', 'live', 'closing')),
    resource_id text,
    expires_at timestamptz NOT NULL,
    stop_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (state <> 'live' OR resource_id IS NOT NULL)
);

CREATE INDEX channels_of_calendar ON channels (user_id, calendar_id);
CREATE INDEX channels_to_stop ON channels (stop_at) WHERE state = 'closing' AND resource_id IS NOT NULL;
CREATE INDEX channels_by_end ON channels (expires_at);

-- Calendars of which Google told that something changed, apart from `followed_calendars`, whose rows are
-- locked for as long as a large reading is taken in. A reading that began after `dirty_at` has seen it.
-- `due_at`: when it is to be read. It does not move with every notification, or a busy calendar would wait.
CREATE TABLE dirty_calendars (
    user_id text NOT NULL,
    calendar_id text NOT NULL,
    dirty_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, calendar_id)
) WITH (fillfactor = 50);

CREATE INDEX dirty_calendars_by_due ON dirty_calendars (due_at);
