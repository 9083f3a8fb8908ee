"""What property tests draw from: times close to clock changes, and small numbers that collide."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from worker.domain.availability import OnNotVisible, Visibility
from worker.domain.interval import Interval
from worker.domain.search_request import ExcludedDays, Person, SearchRequest
from worker.domain.working_hours import OFFICE_HOURS, ExceptionalDay, Exceptions, Hours, WorkingHours

ZONES = (
    "America/New_York",
    "Europe/Bucharest",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Havana",
    "America/Santiago",
    "Asia/Beirut",
    "Atlantic/Azores",
    "America/Nuuk",
    "America/Scoresbysund",
    "America/St_Johns",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Antarctica/Troll",
    "Australia/Eucla",
    "Australia/Adelaide",
    "Pacific/Marquesas",
    "Pacific/Kiritimati",
    "Pacific/Niue",
)
"""Clocks that skip midnight, change by half an hour or by two, or are a part of an hour or a day off."""
Shifts = tuple[tuple[int, int], ...]
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


_REACH = 36 * 12
_five_minutes = st.tuples(st.integers(0, 3), st.integers(-_REACH, _REACH))
_half_hours = st.tuples(st.integers(0, 3), st.integers(-_REACH // 6, _REACH // 6).map(lambda n: n * 6))


def _near(zone: ZoneInfo, drawn: tuple[int, int]) -> datetime:
    changes = clock_changes(str(zone))
    return changes[drawn[0] % len(changes)] + drawn[1] * 5 * MINUTE


places: st.SearchStrategy[tuple[ZoneInfo, datetime]] = st.builds(
    lambda zone, drawn: (zone, _near(zone, drawn)), zones, _five_minutes
)
"""A zone, and an instant within 36 hours of one of its clock changes, on multiples of five minutes."""

_lengths = st.one_of(st.integers(1, 24), st.integers(1, 288))
_offsets = st.tuples(st.integers(-40 * 12, 40 * 12), _lengths)
"""Start and length in steps of five minutes: up to 40 hours away, up to a day long."""
_few_offsets = st.lists(_offsets, max_size=4)


def _interval(centre: datetime, offset: tuple[int, int]) -> Interval:
    start = centre + offset[0] * 5 * MINUTE
    return Interval(start, start + offset[1] * 5 * MINUTE)


intervals_near = st.builds(lambda offset: lambda centre: _interval(centre, offset), _offsets)
"""A function from an instant to an interval close to it."""

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

_quarters = st.integers(0, 95).map(lambda quarter: quarter * 15)
_changed_days = st.dictionaries(
    st.integers(-2, 2), st.lists(st.tuples(_quarters, _quarters), max_size=2).map(tuple), max_size=2
)
"""Days from today, each with its shifts, which may run over midnight or be none."""


def exceptions_around(day: date, changed: Mapping[int, Shifts]) -> Exceptions:
    return tuple(ExceptionalDay(day + n * DAY, changed[n]) for n in sorted(changed))


changed_days = _changed_days.map(lambda changed: partial(exceptions_around, changed=changed))
"""A function from a day to exceptions on days close to it."""

_people = st.lists(
    st.tuples(
        st.sampled_from([True, True, False]),
        st.none() | zones,
        hours,
        st.sampled_from([*[Visibility.READABLE] * 4, Visibility.NOT_VISIBLE]),
        _few_offsets,
        st.just([]) | _few_offsets,
        st.just(frozenset()) | st.frozensets(st.integers(-2, 2), max_size=2),
        st.just({}) | _changed_days,
    ),
    max_size=3,
)
_gaps = st.sampled_from([0, 0, 5, 15, 45]).map(lambda minutes: minutes * MINUTE)
_some_days = st.tuples(
    st.frozensets(st.integers(-1, 3), max_size=2), st.frozensets(st.integers(0, 6), max_size=2)
)
_rules = st.fixed_dictionaries(
    {
        "duration": st.sampled_from([5, 15, 30, 30, 60, 90, 240, 1440]).map(lambda n: n * MINUTE),
        "step": st.sampled_from([5, 15, 20, 30, 30, 45, 60, 100]).map(lambda n: n * MINUTE),
        "notice": st.sampled_from([0, 0, 60, 600]).map(lambda n: n * MINUTE),
        "gap_before": _gaps,
        "gap_after": _gaps,
        "on_not_visible": st.sampled_from(OnNotVisible),
    }
)


@st.composite
def searches(draw: st.DrawFn) -> SearchRequest:
    zone, start = draw(places)
    end = start + draw(st.integers(1, 28 * 12)) * 5 * MINUTE
    rules = draw(_rules)
    preferred = draw(st.none() | _half_hours)
    return SearchRequest(
        people=tuple(
            _person(n, zone, start + (end - start) / 2, *drawn) for n, drawn in enumerate(draw(_people))
        ),
        window=Interval(start, end),
        read=Interval(start - HOUR, end + rules["gap_after"] + draw(st.sampled_from([0, 5, 24, 30])) * HOUR),
        zone=zone,
        now=start + draw(st.sampled_from([-1440, -30, 0, 7, 300])) * MINUTE,
        excluded=_excluded(
            start.astimezone(zone).date(), draw(st.just((frozenset(), frozenset())) | _some_days)
        ),
        preferred=_near(zone, preferred) if preferred else None,
        **rules,
    )


def _person(  # noqa: PLR0913, PLR0917 (one value for each field)
    number: int,
    home: ZoneInfo,
    centre: datetime,
    required: bool,
    zone: ZoneInfo | None,
    own_hours: Hours,
    visibility: Visibility,
    busy: list[tuple[int, int]],
    promised: list[tuple[int, int]],
    days_off: frozenset[int],
    changed: Mapping[int, Shifts],
) -> Person:
    today = centre.astimezone(zone or home).date()
    return Person(
        email=f"p{number}@example.com",
        required=required,
        zone=zone or home,
        hours=own_hours,
        visibility=visibility,
        busy=tuple(_interval(centre, offset) for offset in busy),
        promised=tuple(_interval(centre, offset) for offset in promised),
        days_off=frozenset(today + n * DAY for n in days_off),
        own=number == 0,
        exceptions=exceptions_around(today, changed),
    )


def _excluded(day: date, drawn: tuple[frozenset[int], frozenset[int]]) -> ExcludedDays:
    return ExcludedDays(frozenset(day + n * DAY for n in drawn[0]), drawn[1])
