-- What a command's search rested on and what came of it: `vai-calendar explain` computes it again. Both are
-- text that PostgreSQL compresses. The row goes with its command, or sooner.

CREATE TABLE decisions (
    user_id text NOT NULL,
    command_id text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    inputs bytea NOT NULL,
    outcome bytea NOT NULL,
    PRIMARY KEY (user_id, command_id),
    FOREIGN KEY (user_id, command_id) REFERENCES commands ON DELETE CASCADE
);

CREATE INDEX decisions_by_age ON decisions (made_at);
