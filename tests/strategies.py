"""What property tests draw from: times close to clock changes, and small numbers that collide."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from worker.domain.availability import OnNotVisible, Visibility
from worker.domain.interval import Interval
from worker.domain.search_request import ExcludedDays, Person, SearchRequest
from worker.domain.working_hours import OFFICE_HOURS, Hours, WorkingHours

ZONES = (
    "America/New_York",
    "Europe/Bucharest",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Santiago",
    "Asia/Beirut",
    "Atlantic/Azores",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Antarctica/Troll",
)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_YEARS = {"Pacific/Apia": 2011}
"""The year to look at, where it is not 2026: Samoa left out a whole day in 2011."""

zones = st.sampled_from(ZONES).map(ZoneInfo)


@lru_cache(maxsize=64)
def clock_changes(name: str) -> tuple[datetime, ...]:
    """Return the hours of a year in which the zone's offset changes, by looking at each."""
    zone, start = ZoneInfo(name), datetime(_YEARS.get(name, 2026), 1, 1, tzinfo=UTC)
    hours = [start + HOUR * n for n in range(366 * 24)]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    changes = [hours[n] for n in range(1, len(hours)) if offsets[n] != offsets[n - 1]]
    return tuple(changes) or (start + 100 * DAY,)


def near_changes(zone: ZoneInfo, minutes: int = 5) -> st.SearchStrategy[datetime]:
    """Draw instants within 36 hours of a clock change, on multiples of so many minutes."""
    reach = 36 * 60 // minutes
    return st.builds(
        lambda change, steps: change + steps * minutes * MINUTE,
        st.sampled_from(clock_changes(str(zone))),
        st.integers(-reach, reach),
    )


def intervals_near(centre: datetime, reach: int = 60 * 40) -> st.SearchStrategy[Interval]:
    """Draw intervals of 5 minutes to a day, within so many minutes of an instant."""
    return st.builds(
        lambda start, length: Interval(centre + start * 5 * MINUTE, centre + (start + length) * 5 * MINUTE),
        st.integers(-reach // 5, reach // 5),
        st.one_of(st.integers(1, 24), st.integers(1, 288)),
    )


working_hours: st.SearchStrategy[WorkingHours] = st.builds(
    WorkingHours,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(0, 95).map(lambda quarter: quarter * 15),
    st.integers(0, 96).map(lambda quarter: quarter * 15),
)
ALWAYS: Hours = (WorkingHours(frozenset(range(7)), 0, 1440),)
hours: st.SearchStrategy[Hours] = st.one_of(
    st.just(ALWAYS), st.just(OFFICE_HOURS), st.lists(working_hours, max_size=3).map(tuple)
)


@st.composite
def people_near(draw: st.DrawFn, centre: datetime, zone: ZoneInfo, email: str) -> Person:
    return Person(
        email=email,
        required=draw(st.sampled_from([True, True, False])),
        zone=draw(st.one_of(st.just(zone), zones)),
        hours=draw(hours),
        visibility=draw(st.sampled_from([*[Visibility.READABLE] * 4, Visibility.NOT_VISIBLE])),
        busy=tuple(draw(st.lists(intervals_near(centre), max_size=4))),
        promised=tuple(draw(st.lists(intervals_near(centre), max_size=2))),
        own=email == "p0@example.com",
    )


@st.composite
def searches(draw: st.DrawFn) -> SearchRequest:
    zone = draw(zones)
    start = draw(near_changes(zone))
    end = start + draw(st.integers(1, 28 * 12)) * 5 * MINUTE
    centre = start + (end - start) / 2
    gaps = st.sampled_from([0, 0, 5, 15, 45]).map(lambda minutes: minutes * MINUTE)
    gap_after = draw(gaps)
    people = [draw(people_near(centre, zone, f"p{n}@example.com")) for n in range(draw(st.integers(0, 3)))]
    more = draw(st.sampled_from([0, 5, 24, 30])) * HOUR
    return SearchRequest(
        people=tuple(people),
        window=Interval(start, end),
        read=Interval(start - HOUR, end + gap_after + more),
        duration=draw(st.sampled_from([5, 15, 30, 30, 60, 90, 240, 1440])) * MINUTE,
        step=draw(st.sampled_from([5, 15, 20, 30, 30, 45, 60, 100])) * MINUTE,
        zone=zone,
        now=start + draw(st.sampled_from([-1440, -30, 0, 7, 300])) * MINUTE,
        notice=draw(st.sampled_from([0, 0, 60, 600])) * MINUTE,
        gap_before=draw(gaps),
        gap_after=gap_after,
        excluded=draw(excluded_near(start.astimezone(zone).date())),
        preferred=draw(st.one_of(st.none(), near_changes(zone, 30))),
        on_not_visible=draw(st.sampled_from(OnNotVisible)),
    )


def excluded_near(day: date) -> st.SearchStrategy[ExcludedDays]:
    some = st.builds(
        ExcludedDays,
        st.frozensets(st.integers(-1, 3).map(lambda n: day + n * DAY), max_size=2),
        st.frozensets(st.integers(0, 6), max_size=2),
    )
    return st.one_of(st.just(ExcludedDays()), some)
