"""A calendar whose lists are read, and the hand of fate: the fake's, and the local Google's."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from tests.fakes.calendar import FakeCalendar
from tests.google.meeting import ANA, DAY
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.ports.calendar import Calendar
from worker.sandbox.local_google.control.control import LocalGoogleControl


class Diary(Protocol):
    @property
    def calendar(self) -> Calendar: ...

    async def edit(self, event_id: str, title: str) -> None:
        """Change an event by hand."""
        ...

    async def show_at_once(self, events: int) -> None:
        """Make pages that short."""
        ...

    async def expire_sync_tokens(self) -> None: ...


@dataclass(frozen=True)
class InMemory:
    calendar: FakeCalendar

    async def edit(self, event_id: str, title: str) -> None:
        event = self.calendar.events[EventKey(ANA.address, event_id)]
        self.calendar.put(replace(event, title=title))

    async def show_at_once(self, events: int) -> None:
        self.calendar.page_size = events

    async def expire_sync_tokens(self) -> None:
        self.calendar.expire_sync_tokens()


@dataclass(frozen=True)
class OverHttp:
    calendar: Calendar
    control: LocalGoogleControl

    async def edit(self, event_id: str, title: str) -> None:
        ana = await self.control.person(ANA.address)
        await ana.patch(event_id, {"summary": title})

    async def show_at_once(self, events: int) -> None:
        await self.control.behave(page_size_cap=events)

    async def expire_sync_tokens(self) -> None:
        await self.control.expire_sync_tokens()


Listed = tuple[list[CalendarEvent], str]
"""All events of all pages, and the sync token of the last."""


async def everything(
    calendar: Calendar, since: datetime = DAY.start, name: str = "primary", page: str | None = None
) -> Listed:
    events: list[CalendarEvent] = []
    while True:
        read = await calendar.list_everything(ANA, name, since, page)
        events += read.events
        page = read.next_page
        if page is None:
            assert read.sync_token
            return events, read.sync_token


async def all_changes(calendar: Calendar, sync_token: str) -> Listed:
    events: list[CalendarEvent] = []
    page = None
    while True:
        read = await calendar.list_changes(ANA, "primary", sync_token, page)
        events += read.events
        page = read.next_page
        if page is None:
            assert read.sync_token
            return events, read.sync_token
