"""Recurring events against a calendar that is read day by day."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import zones
from worker.domain.recurrence import occurrences

UTC_ZONE = ZoneInfo("UTC")
DAY = timedelta(days=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


# A plain calendar: every day is looked at, and says itself whether it belongs to the rule.

Belongs = Callable[[date, date], bool]


def weeks_between(start: date, day: date, first: int) -> int:
    """Count weeks that begin on the weekday `first`."""
    starts = (one - timedelta(days=(one.weekday() - first) % 7) for one in (start, day))
    began, begins = starts
    return (begins - began).days // 7


def months_between(start: date, day: date) -> int:
    return (day.year - start.year) * 12 + day.month - start.month


def nth(day: date) -> tuple[int, int]:
    """Return which of its weekday a day is in its month, from both ends."""
    left = monthrange(day.year, day.month)[1] - day.day
    return (day.day - 1) // 7 + 1, -(left // 7) - 1


@st.composite
def daily(draw: st.DrawFn) -> tuple[str, Belongs]:
    every = draw(st.integers(1, 9))
    return f"FREQ=DAILY;INTERVAL={every}", lambda start, day: (day - start).days % every == 0


@st.composite
def weekly(draw: st.DrawFn) -> tuple[str, Belongs]:
    every, first = draw(st.integers(1, 4)), draw(st.integers(0, 6))
    named = draw(st.sets(st.integers(0, 6)))
    names = ",".join(WEEKDAYS[one] for one in sorted(named))
    rule = f"FREQ=WEEKLY;INTERVAL={every};WKST={WEEKDAYS[first]}" + (f";BYDAY={names}" if named else "")
    return (
        rule,
        lambda start, day: (
            weeks_between(start, day, first) % every == 0 and day.weekday() in (named or {start.weekday()})
        ),
    )


@st.composite
def monthly(draw: st.DrawFn) -> tuple[str, Belongs]:
    every = draw(st.integers(1, 5))
    rule = f"FREQ=MONTHLY;INTERVAL={every}"
    kind = draw(st.sampled_from(["start", "day", "weekday"]))
    if kind == "start":
        return rule, lambda start, day: months_between(start, day) % every == 0 and day.day == start.day
    if kind == "day":
        number = draw(st.integers(-31, 31).filter(bool))
        return (
            f"{rule};BYMONTHDAY={number}",
            lambda start, day: (
                months_between(start, day) % every == 0
                and number in {day.day, day.day - monthrange(day.year, day.month)[1] - 1}
            ),
        )
    ordinal, weekday = draw(st.integers(-5, 5).filter(bool)), draw(st.integers(0, 6))
    return (
        f"{rule};BYDAY={ordinal}{WEEKDAYS[weekday]}",
        lambda start, day: (
            months_between(start, day) % every == 0 and day.weekday() == weekday and ordinal in nth(day)
        ),
    )


@st.composite
def yearly(draw: st.DrawFn) -> tuple[str, Belongs]:
    every = draw(st.integers(1, 4))
    month = draw(st.none() | st.integers(1, 12))
    rule = f"FREQ=YEARLY;INTERVAL={every}" + (f";BYMONTH={month}" if month else "")
    return (
        rule,
        lambda start, day: (
            (day.year - start.year) % every == 0 and (day.month, day.day) == (month or start.month, start.day)
        ),
    )


rules = st.one_of(daily(), weekly(), monthly(), yearly())
starts = st.dates(date(2019, 1, 1), date(2026, 12, 31))


def day_by_day(start: date, belongs: Belongs, end: date) -> Iterator[date]:
    for number in range((end - start).days):
        day = start + number * DAY
        if belongs(start, day):
            yield day


@given(rules, starts, st.integers(0, 3000), st.integers(1, 800))
def test_a_window_shows_what_a_calendar_read_day_by_day_shows(
    rule: tuple[str, Belongs], start: date, begins: int, length: int
) -> None:
    """However long ago the series began."""
    first = start + begins * DAY
    window = (first, first + length * DAY)
    expected = [day for day in day_by_day(start, rule[1], window[1]) if day >= first]

    found = occurrences([f"RRULE:{rule[0]}"], start, UTC_ZONE, window, start_counts=False)
    assert list(found) == expected


@given(rules, starts, st.integers(1, 40), st.integers(0, 1500))
def test_a_count_ends_a_series_wherever_the_window_lies(
    rule: tuple[str, Belongs], start: date, count: int, begins: int
) -> None:
    end = start + 2000 * DAY
    window = (start + begins * DAY, end)
    expected = [day for day in list(day_by_day(start, rule[1], end))[:count] if day >= window[0]]

    lines = [f"RRULE:{rule[0]};COUNT={count}"]
    assert list(occurrences(lines, start, UTC_ZONE, window, start_counts=False)) == expected


@given(rules, starts, zones, st.integers(0, 1439), st.integers(0, 1500))
def test_a_timed_series_keeps_its_wall_time_in_every_zone(
    rule: tuple[str, Belongs], start: date, zone: ZoneInfo, minute: int, begins: int
) -> None:
    """Around a gap the wall time moves forward, in a fold it is the first of two: RFC 5545."""
    meant = datetime.combine(start, datetime.min.time()) + timedelta(minutes=minute)
    first = meant.replace(tzinfo=zone).astimezone(UTC)
    wall = first.astimezone(zone).replace(tzinfo=None)  # a start in a gap is not where it was meant
    window = (first + begins * DAY, first + (begins + 400) * DAY)
    days_of = day_by_day(start, rule[1], start + (begins + 402) * DAY)
    walls = (datetime.combine(day, wall.time()) for day in days_of)
    expected = sorted({one.replace(tzinfo=zone, fold=0).astimezone(UTC) for one in walls})

    found = occurrences([f"RRULE:{rule[0]}"], first, zone, window, start_counts=False)
    assert list(found) == [one for one in expected if window[0] <= one < window[1]]


odd_parts = st.lists(
    st.sampled_from(
        [
            "BYMONTH=2,6,11",
            "BYDAY=MO,WE,-1FR",
            "BYDAY=1SU,TU",
            "BYMONTHDAY=1,15,-1",
            "BYYEARDAY=1,100,-1",
            "BYWEEKNO=1,20,53",
            "BYSETPOS=1,-1",
            "WKST=SU",
            "BYHOUR=7,19",
            "BYMINUTE=0,30",
        ]
    ),
    unique_by=lambda part: part.partition("=")[0],
    max_size=3,
)


@given(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]), st.integers(1, 5), odd_parts, starts)
def test_beginning_shortly_before_the_window_finds_what_walking_from_the_start_finds(
    frequency: str, interval: int, parts: list[str], start: date
) -> None:
    """For all that a rule can say. A series with a count is walked from its start."""
    rule = ";".join([f"RRULE:FREQ={frequency};INTERVAL={interval}", *parts])
    first = datetime(start.year, start.month, start.day, 9, 15, tzinfo=UTC)
    window = (first + 900 * DAY, first + 1700 * DAY)

    found = occurrences([rule], first, UTC_ZONE, window, start_counts=False)
    walked = occurrences([f"{rule};COUNT=1000000"], first, UTC_ZONE, window, start_counts=False)
    assert found == walked


def test_rules_mean_what_they_mean_to_dateutil() -> None:
    """Moved to the end of time and back, with what they imply said aloud."""
    start = datetime(2024, 2, 29, 9, 15)  # noqa: DTZ001 - wall time
    window = (start.replace(tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC))
    for rule in (
        "MONTHLY;BYSETPOS=-2;BYDAY=MO,TU",
        "YEARLY;BYDAY=20MO",
        "YEARLY;BYWEEKNO=9",
        "WEEKLY;BYMONTH=3",
    ):
        walked = rrulestr(f"FREQ={rule};UNTIL=20310101T000000", dtstart=start)
        found = occurrences([f"RRULE:FREQ={rule}"], window[0], UTC_ZONE, window, start_counts=False)
        assert [one.replace(tzinfo=None) for one in found] == list(walked)
