"""What is remembered of calendars, so that a command need not ask."""

from typing import Protocol

from worker.domain.account import Account, CalendarInfo
from worker.domain.calendar_event import EventKey


class Calendars(Protocol):
    async def known(self, account: Account, calendar_id: str) -> CalendarInfo | None:
        """Return what was read of a calendar within the last day, by any of its names."""
        ...

    async def remember(self, account: Account, calendar_id: str, info: CalendarInfo) -> None: ...

    async def follow_ups(self, meeting: EventKey) -> list[EventKey]:
        """Return the follow-ups that this system made for a meeting."""
        ...

    async def home_of(self, user_id: str, event_id: str) -> str | None:
        """Return the calendar where this system made an event for a user."""
        ...
