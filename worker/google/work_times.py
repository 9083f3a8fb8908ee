"""`worker.ports.work_times.PrimaryCalendars`, on the Google Calendar API v3.

`workingHours` is there since November 2026, in primary calendars of Workspace users: minutes after
local midnight, the start inclusive and the end exclusive. What is not as documented is no hours at
all: half of somebody's week would be worse than none.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from worker.domain.account import Account
from worker.domain.working_hours import Hours, WorkingHours
from worker.domain.zones import UnknownZone, zone
from worker.google.call import CALENDARS_GET, Call, Json
from worker.google.client import GoogleClient
from worker.ports.work_times import GoogleHours

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class GooglePrimaryCalendars:
    client: GoogleClient

    async def hours(self, account: Account, email: str) -> GoogleHours:
        call = Call(CALENDARS_GET, {"calendarId": email})
        return await self.client.send(account, call, google_hours)


def google_hours(body: Json) -> GoogleHours:
    return GoogleHours(_zone(body.get("timeZone")), _hours(body.get("workingHours")))


def _zone(name: Any) -> ZoneInfo | None:
    try:
        return zone(name) if isinstance(name, str) else None
    except UnknownZone:
        return None


def _hours(given: Any) -> Hours | None:
    if not isinstance(given, dict) or given.get("workingHoursEnabled") is not True:
        return None
    try:
        return _week(_periods(given["availableTimes"])) or None
    except (AttributeError, LookupError, TypeError, ValueError):
        return None


def _periods(times: Any) -> Iterator[tuple[int, int, int]]:
    """Read each block of a day as weekday, start and end."""
    for one in times:
        start, end = one["periodStart"], one["periodEnd"]
        if not (type(start) is type(end) is int and start < end):
            raise ValueError("not minutes of a day")
        yield WEEKDAYS.index(one["dayOfWeek"]), start, end


def _week(periods: Iterable[tuple[int, int, int]]) -> Hours:
    """Put the days of equal hours together."""
    days = defaultdict[tuple[int, int], set[int]](set)
    for day, start, end in periods:
        days[start, end].add(day)
    return tuple(WorkingHours(frozenset(days[span]), *span) for span in sorted(days))
