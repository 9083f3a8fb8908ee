-- Google's quotas, drawn from by all replicas (worker/ports/quota.py).

-- A bucket is one instant: when it will be full again. In the past, or no row: it is full. Later than the
-- time that an empty one takes: calls of the future are drawn already, or it is held back.
-- Unlogged, because every call to Google is drawn here: a crash of the database forgets the last seconds
-- of calls, which is as long as it takes to start again, and what Google will say again.
CREATE UNLOGGED TABLE quotas (
    project text NOT NULL,
    -- Empty for the project's own.
    account text NOT NULL,
    full_at timestamptz NOT NULL DEFAULT '-infinity',
    -- When Google last said "slower": until when, and which time in a row that was.
    held_until timestamptz NOT NULL DEFAULT '-infinity',
    holds integer NOT NULL DEFAULT 0,
    PRIMARY KEY (project, account)
) WITH (fillfactor = 50);

-- Locks a row, made if there is none, and returns when it is full. The time is looked at after that: who
-- waited for the lock is later than who had it.
-- A row of a time that cannot be is made anew: nothing is drawn for more than some seconds ahead, and held
-- back for more than a quarter of an hour. It is what a database's clock leaves that was set back; no call
-- would be made until the time that it had shown comes again.
CREATE FUNCTION lock_quota(of_project text, of_account text) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    known quotas;
    at timestamptz;
BEGIN
    LOOP
        SELECT * INTO known FROM quotas
        WHERE project = of_project AND account = of_account FOR NO KEY UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO quotas (project, account) VALUES (of_project, of_account) ON CONFLICT DO NOTHING;
    END LOOP;
    at := clock_timestamp();
    IF known.full_at > at + (CASE WHEN known.held_until > at THEN interval '20 minutes' ELSE '3 minutes' END) THEN
        UPDATE quotas SET full_at = DEFAULT, held_until = DEFAULT, holds = DEFAULT
        WHERE project = of_project AND account = of_account;
        RETURN '-infinity';
    END IF;
    RETURN known.full_at;
END $$;

-- Draws from an account and its project at once. Rates are calls a second, bursts calls, times seconds.
-- The account's row is locked first, always: of two accounts neither waits for the other's.
CREATE FUNCTION draw_quota(
    of_project text, of_account text,
    account_rate float8, account_burst float8, project_rate float8, project_burst float8,
    need integer, want integer, patience float8, reach float8,
    OUT waits float8[], OUT wait float8, OUT of_the_project boolean
)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    account_full timestamptz := lock_quota(of_project, of_account);
    project_full timestamptz := lock_quota(of_project, '');
    at timestamptz := clock_timestamp();
    -- From now to the start of a call before the first: call number k starts k / rate later.
    account_zero float8;
    project_zero float8;
    granted integer;
BEGIN
    account_full := greatest(account_full, at);
    project_full := greatest(project_full, at);
    account_zero := extract(epoch FROM account_full - at)::float8 - account_burst / account_rate;
    project_zero := extract(epoch FROM project_full - at)::float8 - project_burst / project_rate;
    wait := greatest(0, account_zero + need / account_rate, project_zero + need / project_rate);
    of_the_project := project_zero + need / project_rate > account_zero + need / account_rate;
    granted := greatest(0, least(
        want,
        floor((reach - account_zero) * account_rate + 1e-6),
        floor((reach - project_zero) * project_rate + 1e-6)
    ));
    IF granted < need THEN
        granted := CASE WHEN wait <= patience + 1e-6 THEN need ELSE 0 END;
    END IF;
    IF granted > 0 THEN
        UPDATE quotas SET full_at = account_full + make_interval(secs => granted / account_rate)
        WHERE project = of_project AND account = of_account;
        UPDATE quotas SET full_at = project_full + make_interval(secs => granted / project_rate)
        WHERE project = of_project AND account = '';
    END IF;
    waits := ARRAY(
        SELECT greatest(0, account_zero + k / account_rate, project_zero + k / project_rate)
        FROM generate_series(1, granted) AS k ORDER BY k
    );
END $$;

-- Holds back an account, or the project once several accounts are: `refill` is how long an empty bucket
-- takes to fill, for it begins empty. Answers of one storm, while it is held back, count as one time.
-- A project is held back for no more than a minute at a time, however long its accounts are: that Google
-- meant the project is a guess, and all the others would pay for it.
CREATE FUNCTION hold_quota(
    of_project text, of_account text, account_refill float8, project_refill float8,
    asked float8, longest float8, several integer, OUT of_the_project boolean
)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    at timestamptz;
    known quotas;
    until timestamptz;
BEGIN
    PERFORM lock_quota(of_project, of_account);
    SELECT * INTO known FROM quotas WHERE project = of_project AND account = of_account;
    at := clock_timestamp();
    IF known.held_until <= at THEN
        known.holds := CASE WHEN known.held_until > at - interval '1 minute' THEN known.holds + 1 ELSE 1 END;
        asked := coalesce(asked, 2.0 ^ least(known.holds - 1, 30) + random());
        known.held_until := at + make_interval(secs => least(longest, asked));
    ELSIF asked IS NOT NULL THEN
        known.held_until := greatest(known.held_until, at + make_interval(secs => least(longest, asked)));
    END IF;
    until := known.held_until;
    UPDATE quotas SET holds = known.holds, held_until = until,
        full_at = greatest(full_at, until + make_interval(secs => account_refill))
    WHERE project = of_project AND account = of_account;
    of_the_project := several <= (
        SELECT count(*) FROM quotas WHERE project = of_project AND account <> '' AND held_until > at
    );
    IF of_the_project THEN
        PERFORM lock_quota(of_project, '');
        until := least(until, at + interval '1 minute');
        UPDATE quotas SET held_until = greatest(held_until, until),
            full_at = greatest(full_at, until + make_interval(secs => project_refill))
        WHERE project = of_project AND account = '';
    END IF;
END $$;
