-- What can go wrong with a quota ends by itself, and soon (worker/ports/quota.py).

-- Now a row of a time that cannot be is made anew: nothing is drawn for more than some seconds ahead, and
-- held back for more than a quarter of an hour. It is what a database's clock leaves that was set back;
-- no call would be made until the time that it had shown comes again.
CREATE OR REPLACE FUNCTION lock_quota(of_project text, of_account text) RETURNS timestamptz
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

-- Now a project is held back for no more than a minute at a time, however long its accounts are: that Google
-- meant the project is a guess, and all the others would pay for it.
CREATE OR REPLACE FUNCTION hold_quota(
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
