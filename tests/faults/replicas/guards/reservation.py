"""Off: the first time that Google shows as free is taken, and nobody is told of anybody else's."""

from collections.abc import Sequence

from worker.domain.interval import Interval
from worker.ports.commands import Claim
from worker.ports.reservations import Candidate, Seats
from worker.store.fence import advance, check
from worker.store.reservations import PostgresReservations


def off() -> None:
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

    PostgresReservations.reserve = reserve  # type: ignore[method-assign, assignment]  # the guard is what goes
