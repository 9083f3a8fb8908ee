"""Where bookings are played: a store that replicas share, a calendar and a clock that a test moves.

The rules and what must hold know only this, so that one play runs in memory and on PostgreSQL.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from tests.fakes.clock import FakeClock
from tests.handlers.lively_calendar import LivelyCalendar
from worker.app.ports import Ports
from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval
from worker.ports.commands import Claim
from worker.ports.reservations import ReservationKind

REPLICAS = 2


@dataclass(frozen=True, slots=True)
class Promise:
    """What the store keeps for one person at present. A move keeps two of them for one event."""

    email: str
    period: Interval
    kind: ReservationKind
    event: EventKey | None
    hold_id: str | None
    is_moving: bool

    @property
    def whose(self) -> EventKey | str | None:
        return self.event or self.hold_id


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as the store knows it, whatever became of it."""

    hold_id: str
    user_id: str
    slot: Interval
    emails: frozenset[str]
    is_live: bool
    is_expired: bool


class Place(Protocol):
    @property
    def clock(self) -> FakeClock: ...

    @property
    def calendar(self) -> LivelyCalendar: ...

    def ports(self, replica: int) -> Ports:
        """Return what a replica works with: the same store, by connections of its own."""
        ...

    async def lose(self, claim: Claim) -> None:
        """Let a claim's lease end, as if its replica had stood still."""
        ...

    async def wait(self, duration: timedelta) -> None:
        """Let time pass while every replica that lives goes on saying so."""
        ...

    async def hurry(self) -> None:
        """Let the time of every calendar that is followed come."""
        ...

    async def promises(self) -> list[Promise]:
        """Return what is reserved now, expired holds left out."""
        ...

    async def holds(self) -> list[Held]:
        """Return every hold there ever was, in a certain order."""
        ...

    async def answers(self) -> dict[str, bytes]:
        """Return what every command that ended was answered."""
        ...

    async def owed(self) -> int:
        """Return how many chores are left."""
        ...
