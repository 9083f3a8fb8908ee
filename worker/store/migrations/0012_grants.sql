-- Grants of users, and what is left of users who were forgotten.

CREATE TABLE grants (
    user_id text PRIMARY KEY,
    -- A new one with every consent.
    grant_id text NOT NULL UNIQUE,
    address text NOT NULL,
    -- Google's lasting name for the account.
    subject text NOT NULL,
    scopes text[] NOT NULL,
    -- The refresh token, with the names of its row, so that no row can be taken for another.
    sealed bytea NOT NULL,
    -- The fingerprint of the key.
    sealed_with bytea NOT NULL,
    granted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    broken_at timestamptz
);

CREATE INDEX grants_of_account ON grants (subject);
CREATE INDEX grants_by_key ON grants (sealed_with);

-- Of a user who was forgotten while records waited for a result: it goes when they were answered.
ALTER TABLE commands ADD COLUMN to_be_forgotten boolean NOT NULL DEFAULT false;

CREATE INDEX commands_to_be_forgotten ON commands (created_at) WHERE to_be_forgotten;
CREATE INDEX commands_unfinished_of_user ON commands (user_id, command_id) WHERE state <> 'finished';

CREATE FUNCTION command_hash(of_user text, of_command text) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(length(of_user) || ':' || of_user || of_command, 'UTF8'))
$$;

-- What is left of the commands of forgotten users: nothing that tells whose they were.
CREATE TABLE forgotten_commands (
    hash bytea PRIMARY KEY,
    -- Of `hash` and the body's own hash: a body alone could be guessed.
    body_hash bytea NOT NULL,
    used_at timestamptz NOT NULL
);

CREATE INDEX forgotten_commands_by_age ON forgotten_commands (used_at);

-- After the insert, because that may have waited for the very transaction that forgot the command: only
-- what is asked after the wait sees it.
CREATE FUNCTION refuse_forgotten() RETURNS trigger
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF EXISTS (SELECT FROM forgotten_commands WHERE hash = command_hash(NEW.user_id, NEW.command_id)) THEN
        RAISE EXCEPTION 'the command was forgotten with its user' USING ERRCODE = 'VC001';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER commands_refuse_forgotten AFTER INSERT ON commands
FOR EACH ROW EXECUTE FUNCTION refuse_forgotten();

-- The numbers of a calendar, and the fences of its synchronisations, never begin again, not even when its
-- user comes back: what was forgotten is told of by one number for all, from which new ones begin.
CREATE TABLE forgotten_numbers (
    the_only boolean PRIMARY KEY DEFAULT true CHECK (the_only),
    highest bigint NOT NULL
);

CREATE FUNCTION highest_forgotten() RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT coalesce(max(highest), 0) FROM forgotten_numbers $$;

ALTER TABLE followed_calendars ALTER COLUMN sequence SET DEFAULT highest_forgotten();
ALTER TABLE synchronisations ALTER COLUMN fence SET DEFAULT highest_forgotten() + 1;
