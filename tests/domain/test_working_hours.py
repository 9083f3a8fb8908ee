from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.oracle import at_work, wall
from tests.strategies import DAY, changed_days, places
from tests.strategies import hours as any_hours
from worker.domain.spans import Span, floor_seconds, instant_at
from worker.domain.working_hours import OFFICE_HOURS, Exceptions, Hours, WorkingHours, open_spans
from worker.domain.zones import day_start

EVERY_DAY = frozenset(range(7))
NEW_YORK = ZoneInfo("America/New_York")


def utc(text: str) -> int:
    return floor_seconds(datetime.fromisoformat(text))


def within(spans: tuple[Span, ...], start: int, end: int) -> list[Span]:
    return [(max(a, start), min(b, end)) for a, b in spans if a < end and start < b]


def lengths(day: date, *windows: tuple[int, int]) -> list[timedelta]:
    """How long each window of a local day in New York lasts."""
    hours = tuple(WorkingHours(EVERY_DAY, start, end) for start, end in windows)
    start, end = (floor_seconds(day_start(each, NEW_YORK)) for each in (day, day + DAY))
    return [timedelta(seconds=b - a) for a, b in within(open_spans(hours, NEW_YORK, start, end), start, end)]


@given(places, any_hours, changed_days, st.integers(1, 60))
def test_an_instant_is_inside_exactly_when_the_clock_reads_inside(
    place: tuple[ZoneInfo, datetime], hours: Hours, changed: Callable[[date], Exceptions], length: int
) -> None:
    zone, start = place[0], floor_seconds(place[1])
    end = start + length * 3600
    exceptions = changed(place[1].astimezone(zone).date())
    spans = open_spans(hours, zone, start, end, exceptions=exceptions)

    inside = {second for a, b in within(spans, start, end) for second in range(a, b, 300)}
    clock = {at: at_work(wall(at // 60, zone), hours, exceptions) for at in range(start, end, 300)}

    assert inside == {at for at in clock if clock[at]}


def test_hours_that_begin_in_a_gap_begin_at_the_first_valid_instant() -> None:
    spans = open_spans(
        (WorkingHours(EVERY_DAY, 150, 300),), NEW_YORK, utc("2026-03-08T05Z"), utc("2026-03-08T12Z")
    )

    assert (utc("2026-03-08T07:00Z"), utc("2026-03-08T09:00Z")) in spans


def test_hours_that_hold_a_repeated_hour_last_an_hour_longer() -> None:
    assert lengths(date(2026, 11, 1), (60, 240)) == [timedelta(hours=4)]
    assert lengths(date(2026, 11, 2), (60, 240)) == [timedelta(hours=3)]


def test_hours_that_hold_a_lost_hour_last_an_hour_less() -> None:
    assert lengths(date(2026, 3, 8), (60, 240)) == [timedelta(hours=2)]


def test_touching_windows_become_one() -> None:
    assert lengths(date(2026, 6, 1), (540, 720), (720, 1020)) == [timedelta(hours=8)]


def test_a_night_shift_belongs_to_the_day_on_which_it_starts() -> None:
    friday_night = (WorkingHours(frozenset({4}), 22 * 60, 6 * 60),)
    spans = open_spans(friday_night, ZoneInfo("UTC"), utc("2026-06-01T00Z"), utc("2026-06-08T00Z"))

    assert spans == ((utc("2026-06-05T22:00Z"), utc("2026-06-06T06:00Z")),)


def test_a_night_shift_of_the_day_before_reaches_into_the_first_day_looked_at() -> None:
    sunday_night = (WorkingHours(frozenset({6}), 22 * 60, 6 * 60),)
    spans = open_spans(sunday_night, ZoneInfo("UTC"), utc("2026-06-01T00Z"), utc("2026-06-02T00Z"))

    assert spans == ((utc("2026-06-01T00:00Z"), utc("2026-06-01T06:00Z")),)


@pytest.mark.parametrize("end", [1440, 0], ids=["24:00", "00:00"])
def test_whole_days_have_no_seam_at_midnight(end: int) -> None:
    start, stop = utc("2026-03-01T00Z"), utc("2026-04-01T00Z")
    spans = open_spans((WorkingHours(EVERY_DAY, 0, end),), NEW_YORK, start, stop)

    assert spans == ((start, stop),)


def test_no_hours_are_no_working_time() -> None:
    assert open_spans((), NEW_YORK, utc("2026-06-01T00Z"), utc("2026-06-08T00Z")) == ()


def test_the_core_leaves_out_the_first_and_the_last_hour_of_office_hours() -> None:
    monday = utc("2026-06-01T00Z")
    spans = open_spans(OFFICE_HOURS, ZoneInfo("UTC"), monday, monday + 86_400, core=True)

    assert [(instant_at(a).hour, instant_at(b).hour) for a, b in spans] == [(10, 16)]


@pytest.mark.parametrize(
    ("days", "start", "end"),
    [({7}, 0, 60), ({-1}, 0, 60), ({0}, 1440, 60), ({0}, -1, 60), ({0}, 0, 1441), ({0}, 0, -1)],
)
def test_what_is_no_time_of_a_weekday_is_refused(days: set[int], start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not"):
        WorkingHours(frozenset(days), start, end)
