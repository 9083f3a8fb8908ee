"""The arbiter of double booking: who is promised to be where, across all replicas."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from worker.domain.calendar_event import EventKey
from worker.domain.interval import Interval
from worker.ports.commands import Claim
from worker.ports.intent import Intent


class ReservationKind(StrEnum):
    HOLD = "hold"
    PENDING = "pending"
    """Reserved by a command that is still being worked on."""
    BOOKED = "booked"
    """Its event was written; a person may have moved or deleted it since."""


@dataclass(frozen=True, slots=True)
class Reservation:
    email: str
    period: Interval
    kind: ReservationKind
    user_id: str
    event: EventKey | None = None
    """None for a hold."""


@dataclass(frozen=True, slots=True)
class Hold:
    hold_id: str
    slot: Interval
    emails: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One slot that would do, and the progress to store if it is taken."""

    slot: Interval
    progress: bytes
    intents: tuple[Intent, ...] = ()
    """What will be written into it."""


@dataclass(frozen=True, slots=True)
class Seats:
    """For whom, and around what, a time is reserved."""

    event: EventKey
    emails: frozenset[str]
    """Required participants, lower case."""
    gap_before: timedelta = timedelta(0)
    gap_after: timedelta = timedelta(0)
    moves: bool = False
    """Whether the event is there already: what is reserved for it stays until the command ends, too.

    Then confirmed is the new time alone, released the old one, and kept are both.
    """


class Reservations(Protocol):
    async def taken(self, emails: Collection[str], window: Interval) -> Sequence[Reservation]:
        """Return what overlaps `window`, expired holds left out."""
        ...

    async def reserve(self, claim: Claim, seats: Seats, candidates: Sequence[Candidate]) -> Interval | None:
        """Take the first candidate that is free with its gaps for all, or return None.

        Reservation and progress are stored in one transaction. Where the event moves, raise
        `MeetingBusy` while another command reserves something for it.
        """
        ...

    async def give_up(self, claim: Claim) -> None:
        """Free what the command reserved, its hold given back, and forget its progress.

        For a command that cannot be ended: whoever takes it up begins anew. Only where nothing
        was written.
        """
        ...

    async def hold(self, user_id: str, hold_id: str) -> Hold:
        """Return a live hold. Raise `Refused`: `hold_not_found`, `hold_expired`."""
        ...

    async def use_hold(
        self, claim: Claim, hold_id: str, seats: Seats, progress: bytes, intents: Sequence[Intent] = ()
    ) -> None:
        """Turn a whole hold into the command's booking. Raise `Refused`: `hold_…`."""
        ...

    async def ensure_may_hold(self, user_id: str, limit: int) -> None:
        """Raise `Refused` `too_many_holds` if the user has as many live holds as that."""
        ...

    async def place_hold(
        self, claim: Claim, hold: Hold, until: datetime, limit: int, progress: bytes
    ) -> bool:
        """Keep a time for people until an instant of the store's clock. False if it is promised already.

        Hold and progress are stored in one transaction. Raise `Refused` `too_many_holds`.
        """
        ...

    async def ensure_releasable(self, user_id: str, hold_id: str) -> None:
        """Raise what `release_hold` would raise."""
        ...

    async def release_hold(self, claim: Claim, hold_id: str, progress: bytes) -> None:
        """Give a hold up; twice is fine. Raise `Refused`: `hold_not_found`, `hold_expired`."""
        ...

    async def correct(
        self,
        event: EventKey,
        when: Interval | None,
        absent: Collection[str] = (),
        updated: datetime | None = None,
    ) -> None:
        """Follow what a person did by hand: the event moved, went (`None`), or lost some people.

        `updated` dates the version that says so: where a later one was taken in since, it is no news.
        """
        ...
