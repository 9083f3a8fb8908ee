"""Following calendars: what is read of one is staged page by page, and taken in at once.

One synchronisation at a time per calendar, under a lease and a fence like a command's. What a
page brought is not looked at before `complete`; then snapshots, reservations, the changes to
publish and the sync token are written in one transaction, so that a crash anywhere before it
costs a second reading and nothing else. Any call may raise `StoreUnavailable`, and every call
that takes a `Synchronisation` may raise `LeaseLost`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.domain.interval import Interval
from worker.ports.calendar import Lease
from worker.ports.commands import Claim, Headers


@dataclass(frozen=True, slots=True)
class Synchronisation:
    """The right to synchronise one calendar, and from where."""

    account: Account
    calendar_id: str
    """The real address, never `primary`."""
    fence: int
    lease: Lease
    sync_token: str | None
    """What changed since is read; None: everything there is."""
    since: datetime
    """A reading of everything leaves out what ended before: its snapshots are forgotten."""
    locale: str
    """Of the texts of the changes that come of it."""
    trace: Headers = ()
    """The W3C trace headers of the record that asked."""


@dataclass(frozen=True, slots=True)
class Republish:
    """The present state is to be published after the changes, and an end mark after it."""

    range: Interval | None = None
    """Only what lies in it, at least in part; None: everything."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a synchronisation came to."""

    read: int
    """Events of which Google gave a version."""
    changed: int
    """Events that are not as they were last seen, whether or not that is published."""
    published: int
    """Changes and snapshots that go to the changes topic; the end mark does not count."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Events that only a reading of their own can settle. Nothing was taken in yet.

    They came in two versions of the same instant, were told to be gone while somebody saw them,
    or are series that a full reading did not name. Stage each as it is now, one that Google does
    not know any more as a bare tombstone, and complete again: there may be more of them, and one
    that changed meanwhile comes again.
    """

    events: tuple[EventKey, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """The command that asked, and how its progress is written of an outcome, in the same transaction."""

    claim: Claim
    of: Callable[[Outcome], bytes]


@dataclass(frozen=True, slots=True)
class FollowedCalendar:
    user_id: str
    calendar_id: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is known of a calendar, in some time."""

    as_of: datetime
    """It is no older than that."""
    events: tuple[CalendarEvent, ...]
    """Masters, exceptions, also cancelled ones, and all else that may lie in that time."""


class Synchronisations(Protocol):
    async def begin(
        self,
        account: Account,
        calendar_id: str,
        locale: str | None,
        *,
        everything: bool,
        trace: Headers = (),
        claim: Claim | None = None,
        follow: bool = True,
    ) -> Synchronisation | None:
        """Take a calendar, which is followed from now on. None: somebody else has it.

        `everything` reads from the beginning, whatever is known; so does the first time. Without
        a locale the one of the last command that touched the calendar counts. `claim` is of the command
        that asks. Without `follow` a calendar that nobody follows any more is not followed anew: None.
        """
        ...

    async def stage(
        self, synchronisation: Synchronisation, events: Sequence[CalendarEvent], *, settled: bool = False
    ) -> None:
        """Put versions aside; of one event the last staged counts.

        `settled`: they were read, each by itself, because of a doubt.
        """
        ...

    async def begin_anew(self, synchronisation: Synchronisation) -> Synchronisation:
        """Forget token and staging: Google wants everything to be read again (410)."""
        ...

    async def complete(
        self,
        synchronisation: Synchronisation,
        sync_token: str,
        republish: Republish | None = None,
        progress: Progress | None = None,
    ) -> Outcome | Doubts:
        """Take in what was staged and give the calendar back, or say what has to be read again first."""
        ...

    async def give_up(self, synchronisation: Synchronisation, retry_after: timedelta) -> None:
        """Give the calendar back as it was; it is due again after a while."""
        ...

    async def due(self, limit: int) -> Sequence[FollowedCalendar]:
        """Return followed calendars whose time has come and that nobody has; they may be gone at `begin`."""
        ...

    async def snapshot(
        self, account: Account, calendar_id: str, window: Interval, max_age: timedelta
    ) -> Snapshot | None:
        """Return what is known of a calendar that was read in so short a time, by its real address.

        None: it was not, or something in it is in doubt.
        """
        ...
