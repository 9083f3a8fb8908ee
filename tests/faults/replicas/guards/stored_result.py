"""Off: a command that was answered is run again when its record comes again."""

import asyncpg

from worker.ports.commands import ClaimOutcome, HeldElsewhere, Request
from worker.store import claims


def off() -> None:
    def forgetful(row: asyncpg.Record, request: Request) -> ClaimOutcome | None:
        return HeldElsewhere() if row["live"] else None

    claims.standing = forgetful
    claims.TAKE = claims.TAKE.replace("AND state = 'running'", "")
    claims.TAKE = claims.TAKE.replace(
        "SET fence = fence + 1",
        "SET state = 'running', result_value = NULL, finished_at = NULL, fence = fence + 1",
    )
