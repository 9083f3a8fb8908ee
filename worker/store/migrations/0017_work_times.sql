-- What the primary calendars of people say of their zone and hours, as the account of a user sees them.

-- `wanted_at`: when a command last asked for what was not known, or a day old. `read_at`: null until something
-- definite was heard. `due_at`: when it is to be read, or, while somebody does, may be read by another;
-- null: nobody wants it.
CREATE TABLE work_times (
    user_id text NOT NULL,
    address text NOT NULL,
    time_zone text,
    hours jsonb,
    wanted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    read_at timestamptz,
    due_at timestamptz,
    PRIMARY KEY (user_id, address)
) WITH (fillfactor = 80);

CREATE INDEX work_times_by_due ON work_times (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX work_times_by_wish ON work_times (wanted_at);
