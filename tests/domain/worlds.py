"""Short ways to say who is busy when: one Monday in Bucharest, unless said otherwise."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from worker.domain.interval import Interval
from worker.domain.search_request import Person, SearchRequest, reading
from worker.domain.working_hours import OFFICE_HOURS, Hours

BUCHAREST = ZoneInfo("Europe/Bucharest")
MONDAY = "2026-06-01"


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=BUCHAREST)


def span(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


def on_monday(hours: str) -> Interval:
    """Read `09:30-11:00`; the day may end at `24:00`."""
    midnight = at(f"{MONDAY}T00:00")
    ends = [timedelta(hours=int(text[:2]), minutes=int(text[3:])) for text in hours.split("-")]
    return Interval(midnight + ends[0], midnight + ends[1])


def person(
    email: str,
    *,
    required: bool = True,
    zone: str = "Europe/Bucharest",
    hours: Hours = OFFICE_HOURS,
    busy: Iterable[str] = (),
    own: bool = False,
) -> Person:
    return Person(email, required, ZoneInfo(zone), hours, busy=tuple(map(on_monday, busy)), own=own)


def request(
    *people: Person,
    minutes: int = 30,
    step: int = 30,
    window: Interval | None = None,
    now: datetime | None = None,
    notice: int = 0,
    gap_before: int = 0,
    gap_after: int = 0,
    preferred: str | None = None,
) -> SearchRequest:
    where = window or on_monday("00:00-24:00")
    gaps = timedelta(minutes=gap_before), timedelta(minutes=gap_after)
    return SearchRequest(
        people=people,
        window=where,
        read=reading(where, *gaps),
        duration=timedelta(minutes=minutes),
        zone=BUCHAREST,
        now=now or where.start,
        step=timedelta(minutes=step),
        notice=timedelta(minutes=notice),
        gap_before=gaps[0],
        gap_after=gaps[1],
        preferred=at(preferred) if preferred else None,
    )
