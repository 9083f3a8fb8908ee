-- Reminders whose moment is to come, or has come and is not told yet, of events that this system made.

-- Written and deleted under the lock of the calendar's row, in the transaction in which a version of the
-- event is taken in, or in which the reminder is put into the outbox.
CREATE TABLE reminders (
    user_id text NOT NULL,
    calendar_id text NOT NULL,
    event_id text NOT NULL,
    method text NOT NULL,
    minutes integer NOT NULL,
    starts_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, calendar_id, event_id, method, minutes, starts_at)
);

CREATE INDEX reminders_by_moment ON reminders (due_at);

-- Whether a reading of everything has taken in reminders: what was known before this release has none. The next
-- reading of each calendar is one of everything, at its usual time.
ALTER TABLE followed_calendars ADD COLUMN reminders_read boolean NOT NULL DEFAULT false;
