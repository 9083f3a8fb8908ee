-- What is known of calendars, and of the events in them as they were last seen.

-- A calendar answers to several names (`primary`, its address); each is remembered as it was asked.
CREATE TABLE calendar_names (
    user_id text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    calendar_id text NOT NULL,
    time_zone text NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, name)
);

-- Calendars whose changes are published. The row is the lock under which their events are observed.
CREATE TABLE followed_calendars (
    user_id text NOT NULL,
    calendar_id text NOT NULL,
    sequence bigint NOT NULL DEFAULT 0,
    followed_since timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (user_id, calendar_id)
);

-- `json`, not `jsonb`: the latter refuses the character U+0000 in a title.
CREATE TABLE snapshots (
    user_id text NOT NULL,
    calendar_id text NOT NULL,
    event_id text NOT NULL,
    event json NOT NULL,
    PRIMARY KEY (user_id, calendar_id, event_id)
);

-- Events that this system made. A follow-up names its meeting.
CREATE TABLE own_events (
    calendar_id text NOT NULL,
    event_id text NOT NULL,
    user_id text NOT NULL,
    command_id text NOT NULL,
    meeting_calendar_id text,
    meeting_event_id text,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (calendar_id, event_id),
    CHECK ((meeting_calendar_id IS NULL) = (meeting_event_id IS NULL))
);

CREATE INDEX own_events_of_user ON own_events (user_id, event_id);
CREATE INDEX own_events_of_meeting ON own_events (meeting_calendar_id, meeting_event_id)
    WHERE meeting_event_id IS NOT NULL;
