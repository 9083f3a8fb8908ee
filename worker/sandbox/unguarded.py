"""Reservations that reserve nothing: what a worker would be without its arbiter of double booking.

For one purpose: to show that the tests of double booking see it. Everybody gets the first
time that Google showed as free, and nobody is told of anybody else's.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval
from worker.ports.commands import Claim, Commands, Intent
from worker.ports.reservations import Candidate, Hold, Reservation, Reservations, Seats

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class UnguardedReservations:
    inner: Reservations
    commands: Commands

    async def taken(self, _emails: Collection[str], _window: Interval) -> Sequence[Reservation]:
        return ()

    async def reserve(self, claim: Claim, _seats: Seats, candidates: Sequence[Candidate]) -> Interval | None:
        """Store the progress alone, as a worker would that trusts its reading."""
        if not candidates:
            return None
        await self.commands.save(claim, candidates[0].progress, candidates[0].intents)
        return candidates[0].slot

    async def hold(self, user_id: str, hold_id: str) -> Hold:
        return await self.inner.hold(user_id, hold_id)

    async def use_hold(
        self, claim: Claim, hold_id: str, seats: Seats, progress: bytes, intents: Sequence[Intent] = ()
    ) -> None:
        await self.inner.use_hold(claim, hold_id, seats, progress, intents)

    async def correct(
        self,
        event: EventKey,
        when: Interval | None,
        absent: Collection[str] = (),
        updated: datetime | None = None,
    ) -> None:
        await self.inner.correct(event, when, absent, updated)


@dataclass(slots=True)
class Unguarded:
    """A `worker.app.ports.Wrap` that takes the guard away; it meets the commands before the reservations."""

    commands: Commands | None = None

    def __call__(self, name: str, port: T, /) -> T:
        if name == "commands":
            self.commands = cast("Commands", port)
        if name != "reservations" or self.commands is None:
            return port
        return cast("T", UnguardedReservations(cast("Reservations", port), self.commands))
