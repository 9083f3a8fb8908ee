"""Off: the first time that Google shows as free is taken, and nobody is told of anybody else's.

A hold is there to be used by its name, and keeps nobody's time.
"""

from collections.abc import Sequence
from datetime import datetime

from worker.codes import Code
from worker.domain.interval import Interval
from worker.errors import Refused
from worker.ports.commands import Claim
from worker.ports.reservations import Candidate, Hold, Seats
from worker.store import holds
from worker.store.fence import advance, check
from worker.store.pool import Connection
from worker.store.reservations import PostgresReservations


def off() -> None:
    PostgresReservations.reserve = reserve  # type: ignore[method-assign, assignment]  # the guard is what goes
    holds.place = place  # type: ignore[assignment]  # the same: the names of what it does not look at differ
    holds.convert = convert  # type: ignore[assignment]  # the same


async def reserve(
    reservations: PostgresReservations, claim: Claim, _seats: Seats, candidates: Sequence[Candidate]
) -> Interval | None:
    """Store the progress alone: without a row, neither the locks nor the constraint have a say."""
    if not candidates:
        return None
    first = candidates[0]
    async with reservations.database.transaction() as connection:
        await check(connection, reservations.leases, claim)
        await advance(connection, claim, first.progress, first.intents)
    return first.slot


async def place(
    connection: Connection, user_id: str, hold: Hold, _people: Sequence[int], until: datetime
) -> bool:
    when, emails = (hold.slot.start, hold.slot.end), sorted(hold.emails)
    if not await connection.fetchval(holds.PLACE, hold.hold_id, user_id, *when, emails, until):
        raise Refused(Code.COMMAND_ID_REUSED, "the hold of this id was made in an earlier life of it")
    return True


async def convert(
    connection: Connection, _claim: Claim, hold_id: str, _seats: Seats, _emails: Sequence[str]
) -> None:
    await connection.execute(holds.SET_STATE, hold_id, "used")
