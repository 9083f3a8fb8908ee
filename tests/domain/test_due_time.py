from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.oracle import at_work, wall
from tests.strategies import changed_days, hours, places
from worker.domain.due_time import next_at_work, workable
from worker.domain.holidays import DaysOff
from worker.domain.spans import floor_seconds
from worker.domain.work_time import WorkTime
from worker.domain.working_hours import OFFICE_HOURS, ExceptionalDay, Exceptions, Hours, WorkingHours

BUCHAREST = ZoneInfo("Europe/Bucharest")
OFFICE = WorkTime(BUCHAREST, OFFICE_HOURS)
NIGHTS = WorkTime(BUCHAREST, (WorkingHours(frozenset({4}), 22 * 60, 6 * 60),))
SPLIT = WorkTime(
    BUCHAREST,
    (
        WorkingHours(frozenset(range(5)), 9 * 60, 12 * 60),
        WorkingHours(frozenset(range(5)), 14 * 60, 18 * 60),
    ),
)
FAR = 6 * 1440
"""How many minutes ahead the oracle looks."""


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BUCHAREST).astimezone(UTC)


def works(minute: int, work: WorkTime) -> bool:
    clock = wall(minute, work.zone)
    off = clock.date() in work.days_off
    kept = not any(each.date == clock.date() and each.shifts for each in work.exceptions)
    return at_work(clock, work.hours, work.exceptions) and not (off and kept)


def first_minute_of_work(due: datetime, work: WorkTime) -> datetime | None:
    """Look minute after minute."""
    first = floor_seconds(due) // 60
    if works(first, work):
        return due
    found = next((minute for minute in range(first + 1, first + FAR) if works(minute, work)), None)
    return None if found is None else datetime.fromtimestamp(found * 60, UTC)


@given(places, hours, changed_days, st.sets(st.integers(-2, 4)), st.integers(0, 59_999_999))
def test_it_is_the_first_minute_at_which_the_clock_reads_work(
    place: tuple[ZoneInfo, datetime],
    weekly: Hours,
    changed: Callable[[date], Exceptions],
    off: set[int],
    microseconds: int,
) -> None:
    zone, instant = place
    today = instant.astimezone(zone).date()
    days_off: DaysOff = frozenset(today + timedelta(days=days) for days in off)
    work = WorkTime(zone, weekly, changed(today), days_off)
    due = instant + timedelta(microseconds=microseconds)

    found = next_at_work(due, work)

    expected = first_minute_of_work(due, work)
    if expected is None:
        assert found == due or found > due + timedelta(minutes=FAR - 1)
    else:
        assert found == expected


@given(places, hours)
def test_what_was_moved_once_stays(place: tuple[ZoneInfo, datetime], weekly: Hours) -> None:
    work = WorkTime(place[0], weekly)
    found = next_at_work(place[1], work)

    assert next_at_work(found, work) == found >= place[1]


@pytest.mark.parametrize(
    ("work", "due", "expected"),
    [
        pytest.param(OFFICE, "2026-06-06T10:00", "2026-06-08T09:00", id="a Saturday"),
        pytest.param(OFFICE, "2026-06-05T09:00", "2026-06-05T09:00", id="the first minute"),
        pytest.param(OFFICE, "2026-06-05T17:00", "2026-06-08T09:00", id="the end of the day"),
        pytest.param(OFFICE, "2026-06-05T08:59:59", "2026-06-05T09:00", id="a second before"),
        pytest.param(OFFICE, "2026-03-27T18:00", "2026-03-30T09:00", id="over a change of clocks"),
        pytest.param(SPLIT, "2026-06-05T13:00", "2026-06-05T14:00", id="a break"),
        pytest.param(NIGHTS, "2026-06-06T05:59", "2026-06-06T05:59", id="after midnight"),
        pytest.param(NIGHTS, "2026-06-06T06:00", "2026-06-12T22:00", id="the end of a night"),
    ],
)
def test_hours(work: WorkTime, due: str, expected: str) -> None:
    assert next_at_work(local(due), work) == local(expected)


def test_public_holidays_and_days_off_are_skipped() -> None:
    work = WorkTime(
        BUCHAREST,
        OFFICE_HOURS,
        (ExceptionalDay(date(2026, 6, 2)), ExceptionalDay(date(2026, 6, 3), ((11 * 60, 12 * 60),))),
        frozenset({date(2026, 6, 1)}),
    )

    assert next_at_work(local("2026-06-01T10:00"), work) == local("2026-06-03T11:00")


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(WorkTime(BUCHAREST, ()), id="no hours"),
        pytest.param(WorkTime(BUCHAREST, (WorkingHours(frozenset(), 540, 1020),)), id="no days"),
    ],
)
def test_who_never_works_is_waited_for_by_nobody(work: WorkTime) -> None:
    due = local("2026-06-06T10:00")

    assert next_at_work(due, work) == due


def test_a_long_absence_is_waited_for() -> None:
    away = tuple(ExceptionalDay(date(2026, 1, 1) + timedelta(days=day)) for day in range(365))
    work = WorkTime(BUCHAREST, OFFICE_HOURS, away)

    assert next_at_work(local("2026-01-02T10:00"), work) == local("2027-01-01T09:00")


def test_the_last_years_of_the_calendar_are_years_like_others() -> None:
    due = datetime(2199, 12, 28, 18, tzinfo=UTC)

    assert next_at_work(due, OFFICE) > due


def test_what_is_due_already_stays_due() -> None:
    saturday = local("2026-06-06T10:00")

    assert workable(saturday, OFFICE, saturday) == saturday
    assert workable(saturday, OFFICE, saturday - timedelta(seconds=1)) == local("2026-06-08T09:00")
