"""Google Calendar, as the handlers see it.

Every read may raise `GoogleUnavailable`, `RateLimited`, or `Refused` (grant, scope, quota).
A write raises `OutcomeUncertain` where a read raises `GoogleUnavailable` after the request
may have left; a definite no is a `GoogleSaid`, `RateLimited`, `ConcurrentChange` or `Refused`.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Protocol

from worker.domain.account import Account, CalendarInfo
from worker.domain.availability import Reading
from worker.domain.calendar_event import CalendarEvent, EventDraft, SendUpdates
from worker.domain.interval import Interval


class Lease(Protocol):
    """The right to act for a command, for a while."""

    def ensure(self, duration: timedelta) -> None:
        """Raise `LeaseLost` unless the lease surely outlasts `duration` from now."""
        ...


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

    async def insert(
        self, account: Account, calendar_id: str, draft: EventDraft, send_updates: SendUpdates, lease: Lease
    ) -> CalendarEvent:
        """Write a new event. Raise `EventExists` if its id was ever used. Starts only under the lease."""
        ...

    async def delete(
        self, account: Account, event: CalendarEvent, send_updates: SendUpdates, lease: Lease
    ) -> None:
        """Delete the version that was read (`If-Match`).

        Raise `EventGone`, `EventNotFound`, or `ConcurrentChange` if it is another version now.
        """
        ...
