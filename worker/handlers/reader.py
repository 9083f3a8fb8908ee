"""Reads of one calendar, for who has read much already: as fast as Google's quotas allow.

A read that finds no room waits for it, instead of throwing away what was read before. The first
page has nothing before it: then, and after waits as long as its patience, who reads is told as
anybody else is, and gives its slot or its lane to others meanwhile.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, EventKey, EventStatus
from worker.errors import EventNotFound, RateLimited
from worker.ports.calendar import Calendar, EventPage
from worker.ports.clock import Clock
from worker.ports.synchronisation import Synchronisation

T = TypeVar("T")

FIRST_WAIT = timedelta(seconds=1)
"""Where Google does not say how long; then twice as long each time."""


@dataclass(frozen=True, slots=True)
class Reader:
    calendar: Calendar
    clock: Clock
    patience: timedelta
    """For all waits of one read together."""
    deadline: datetime | None
    """Nobody waits beyond it."""

    async def page(self, begun: Synchronisation, page: str | None) -> EventPage:
        where = begun.account, begun.calendar_id

        async def read() -> EventPage:
            if begun.sync_token is None:
                return await self.calendar.list_everything(*where, begun.since, page)
            return await self.calendar.list_changes(*where, begun.sync_token, page)

        return await read() if page is None else await self._in_time(read)

    async def event(self, account: Account, key: EventKey) -> CalendarEvent:
        """Return an event as it is now; one that Google knows nothing of is gone."""
        try:
            return await self._in_time(lambda: self.calendar.get(account, key.calendar_id, key.event_id))
        except EventNotFound:
            return CalendarEvent(key.event_id, key.calendar_id, "", EventStatus.CANCELLED)

    async def _in_time(self, read: Callable[[], Awaitable[T]]) -> T:
        """Read, and again when there is room. Raise `RateLimited` where that takes too long."""
        left, unasked = self.patience, FIRST_WAIT
        while True:
            try:
                return await read()
            except RateLimited as limited:
                wait = limited.retry_after or unasked
                if wait > left or self._ends_within(wait):
                    raise
            left -= wait
            unasked *= 2
            await self.clock.sleep(wait)

    def _ends_within(self, wait: timedelta) -> bool:
        return self.deadline is not None and self.clock.now() + wait >= self.deadline
