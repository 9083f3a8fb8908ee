"""A page of what lies ahead in a calendar: by Google, or by what is known, if that is new enough.

Both give the same answer about the same calendar, in the same order: by start, then by id. A page goes
on after the place of the last entry of the one before, not after so many entries, so what happens to
the calendar meanwhile moves nothing, and the next page may come from the other source.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from worker.domain.account import Account, CalendarInfo
from worker.domain.calendar_event import CalendarEvent
from worker.domain.instances import Happening, happenings
from worker.domain.interval import Interval
from worker.domain.wanted_events import WantedEvents
from worker.domain.zones import zone
from worker.errors import GoogleUnavailable
from worker.ports.calendar import Calendar
from worker.ports.clock import Clock
from worker.ports.synchronisation import Synchronisations

Place = tuple[datetime, str]
MOST_AT_ONCE = 50
"""Events; more of them are looked through in a thread."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which meetings are asked for, and how many at once."""

    window: Interval
    wanted: WantedEvents
    limit: int
    after: Place | None = None
    """The place of the last one that is known already."""


@dataclass(frozen=True, slots=True)
class AgendaPage:
    meetings: tuple[Happening, ...]
    has_more: bool
    as_of: datetime
    source: Literal["snapshot", "google"]


@dataclass(frozen=True, slots=True)
class Agenda:
    calendar: Calendar
    synchronisations: Synchronisations
    clock: Clock

    async def page(
        self, account: Account, home: CalendarInfo, question: Question, max_age: timedelta
    ) -> AgendaPage:
        """Read a page. What is known counts if it is at most so old; Google is asked otherwise."""
        known = await self._known(account, home, question, max_age) if max_age else None
        return known or await self._asked(account, home, question)

    async def _known(
        self, account: Account, home: CalendarInfo, question: Question, max_age: timedelta
    ) -> AgendaPage | None:
        known = await self.synchronisations.snapshot(account, home.id, question.window, max_age)
        if known is None:
            return None
        found = await _taken(known.events, question, zone(home.time_zone))
        return _page(found, question, known.as_of, "snapshot")

    async def _asked(self, account: Account, home: CalendarInfo, question: Question) -> AgendaPage:
        """Ask Google, page by page, until it is known what comes next."""
        as_of, in_zone = self.clock.now(), zone(home.time_zone)
        window, ours_only = _rest_of(question), question.wanted.ours_only
        found: list[Happening] = []
        token = None
        while True:
            listed = await self.calendar.list_instances(
                account, home.id, window, ours_only=ours_only, page=token
            )
            found += await _taken(listed.events, question, in_zone)
            if listed.next_page is None or _is_enough(found, question.limit):
                return _page(found, question, as_of, "google")
            if listed.next_page == token:
                raise GoogleUnavailable("a list of events does not come to its end")
            token = listed.next_page


def _rest_of(question: Question) -> Interval:
    """Return what of the window is still to be read: what started before the last place is known."""
    window, after = question.window, question.after
    return window if after is None else Interval(max(window.start, after[0]), window.end)


async def _taken(events: Sequence[CalendarEvent], question: Question, in_zone: ZoneInfo) -> list[Happening]:
    if len(events) > MOST_AT_ONCE or any(event.recurrence for event in events):
        return await asyncio.to_thread(_chosen, events, question, in_zone)
    return _chosen(events, question, in_zone)


def _chosen(events: Sequence[CalendarEvent], question: Question, in_zone: ZoneInfo) -> list[Happening]:
    after, wanted = question.after, question.wanted
    found = happenings(events, question.window, in_zone)
    return [one for one in found if (after is None or one.place > after) and wanted.takes(one.event)]


def _is_enough(found: list[Happening], limit: int) -> bool:
    """Tell whether a page can be made: what starts when the last one does may come in any order."""
    last = max((one.span.start for one in found), default=None)
    return last is not None and sum(one.span.start < last for one in found) > limit


def _page(
    found: Sequence[Happening], question: Question, as_of: datetime, source: Literal["snapshot", "google"]
) -> AgendaPage:
    shown = sorted(found, key=lambda one: one.place)[: question.limit]
    return AgendaPage(tuple(shown), len(found) > len(shown), as_of, source)
