"""Google Calendar, as the handlers see it.

Every read may raise `GoogleUnavailable`, `RateLimited`, or `Refused` (grant, scope, quota).
A write raises `OutcomeUncertain` where a read raises `GoogleUnavailable` after the request
may have left; a definite no is a `GoogleSaid`, `RateLimited`, `ConcurrentChange` or `Refused`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from worker.domain.account import Account, CalendarInfo
from worker.domain.availability import Reading
from worker.domain.calendar_event import CalendarEvent, EventDraft, EventPatch, SendUpdates
from worker.domain.interval import Interval


class Lease(Protocol):
    """The right to act for a command, for a while."""

    def ensure(self, duration: timedelta) -> None:
        """Raise `LeaseLost` unless the lease surely outlasts `duration` from now."""
        ...


@dataclass(frozen=True, slots=True)
class EventPage:
    """Part of a list of events."""

    events: tuple[CalendarEvent, ...]
    """Masters, exceptions and tombstones, or instances, as Google gives them. A page may be empty."""
    next_page: str | None
    sync_token: str | None
    """On the last page only: what changed from here on is read with it."""


class Accounts(Protocol):
    async def account(self, user_id: str) -> Account:
        """Return the account that acts for a user, or raise `Refused` (`account_not_…`)."""
        ...


class Calendar(Protocol):
    async def describe(self, account: Account, calendar_id: str) -> CalendarInfo:
        """Return the real id and zone of a calendar. Raise `Refused` `calendar_not_found`."""
        ...

    async def free_busy(
        self, account: Account, calendar_ids: Collection[str], window: Interval
    ) -> Mapping[str, Reading]:
        """Read many calendars at once, in as few concurrent queries as the API allows.

        The answer has one reading per id asked for. Raise `AvailabilityUnknown` if any
        calendar could not be read for a passing reason.
        """
        ...

    async def get(self, account: Account, calendar_id: str, event_id: str) -> CalendarEvent:
        """Return an event, cancelled ones too. Raise `EventNotFound`."""
        ...

    async def list_changes(
        self, account: Account, calendar_id: str, sync_token: str, page: str | None = None
    ) -> EventPage:
        """Return a page of what changed since, deletions too.

        Raise `SyncTokenExpired`, or `Refused` `calendar_not_found`.
        """
        ...

    async def list_everything(
        self, account: Account, calendar_id: str, since: datetime, page: str | None = None
    ) -> EventPage:
        """Return a page of all events that had not ended then. Raise `Refused` `calendar_not_found`."""
        ...

    async def list_instances(
        self,
        account: Account,
        calendar_id: str,
        window: Interval,
        *,
        ours_only: bool,
        page: str | None = None,
    ) -> EventPage:
        """Return a page of what overlaps a window, in order of its start, without cancelled ones.

        Series are expanded. `ours_only` leaves out what this system did not make. The page has no
        sync token. Raise `Refused` `calendar_not_found`.
        """
        ...

    async def insert(
        self, account: Account, calendar_id: str, draft: EventDraft, send_updates: SendUpdates, lease: Lease
    ) -> CalendarEvent:
        """Write a new event. Raise `EventExists` if its id was ever used. Starts only under the lease."""
        ...

    async def patch(
        self,
        account: Account,
        event: CalendarEvent,
        patch: EventPatch,
        send_updates: SendUpdates,
        lease: Lease,
    ) -> CalendarEvent:
        """Change the version that was read (`If-Match`), and return the one that there is now.

        Raise `EventGone`, `EventNotFound`, `Refused` `not_organizer`, or `ConcurrentChange` if it is
        another version now, a deleted one too.
        """
        ...

    async def delete(
        self, account: Account, event: CalendarEvent, send_updates: SendUpdates, lease: Lease
    ) -> None:
        """Delete the version that was read (`If-Match`).

        Raise `EventGone`, `EventNotFound`, or `ConcurrentChange` if it is another version now.
        """
        ...
