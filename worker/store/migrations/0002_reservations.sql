-- Who is promised to be where. The exclusion constraint is the last word: whatever the program
-- does wrong, nobody gets two places at once.

CREATE TABLE participants (
    participant_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email))
);

-- A hold outlives its rows in `reservations`, so that expired, released and used can be told apart.
CREATE TABLE holds (
    hold_id text PRIMARY KEY,
    user_id text NOT NULL,
    state text NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'used', 'released')),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    emails text[] NOT NULL,
    expires_at timestamptz NOT NULL,
    CHECK (starts_at < ends_at)
);

CREATE INDEX holds_of_user ON holds (user_id, expires_at);

CREATE TABLE reservations (
    reservation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    participant_id integer NOT NULL REFERENCES participants,
    -- Several ranges while a meeting moves: its old time and its new one.
    period tstzmultirange NOT NULL CHECK (NOT isempty(period)),
    kind text NOT NULL CHECK (kind IN ('hold', 'pending', 'booked')),
    user_id text NOT NULL,
    command_id text,
    hold_id text REFERENCES holds,
    -- Null for a hold, and for a person of a used hold who is not in its meeting.
    calendar_id text,
    event_id text,
    expires_at timestamptz,
    CHECK ((kind = 'hold') = (expires_at IS NOT NULL)),
    CHECK ((calendar_id IS NULL) = (event_id IS NULL)),
    -- A range of one participant instead of `=`: needs no extension, so it works on every server.
    CONSTRAINT nobody_is_in_two_places EXCLUDE USING gist (
        int8range(participant_id, participant_id, '[]') WITH &&,
        period WITH &&
    )
);

CREATE INDEX reservations_of_participant ON reservations (participant_id);
CREATE INDEX reservations_of_command ON reservations (user_id, command_id);
CREATE INDEX reservations_of_event ON reservations (calendar_id, event_id) WHERE event_id IS NOT NULL;
CREATE INDEX reservations_of_hold ON reservations (hold_id) WHERE hold_id IS NOT NULL;
CREATE INDEX reservations_by_end ON reservations (upper(period));
