"""Days that differ replace what the week says of them, and public holidays too."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.oracle import at_work, wall
from tests.domain.worlds import BUCHAREST, at, on_monday, person, request, span
from tests.strategies import ALWAYS, DAY, changed_days, places
from tests.strategies import hours as any_hours
from worker.domain.blockers import Reason
from worker.domain.search import search
from worker.domain.search_request import Person
from worker.domain.spans import Span, floor_seconds
from worker.domain.work_time import WorkTime
from worker.domain.working_hours import OFFICE_HOURS, ExceptionalDay, Exceptions, Hours, WorkingHours

MONDAY = date(2026, 6, 1)
NIGHTS: Hours = (WorkingHours(frozenset(range(7)), 22 * 60, 6 * 60),)


def differing(hours: Hours, *days: ExceptionalDay) -> Person:
    return replace(person("ana@x", hours=hours), exceptions=days)


def worked(who: Person, start: str, end: str) -> list[str]:
    """Return the working time inside some local time in Bucharest, as `01T09:00-01T17:00`."""
    inside = floor_seconds(at(start)), floor_seconds(at(end))
    spans = [
        (max(a, inside[0]), min(b, inside[1]))
        for a, b in WorkTime(who.zone, who.hours, who.exceptions, who.days_off).at_work(*inside)
    ]
    return [_told(each) for each in spans if each[0] < each[1]]


def _told(span: Span) -> str:
    return "-".join(datetime.fromtimestamp(each, BUCHAREST).strftime("%dT%H:%M") for each in span)


def test_a_day_that_differs_has_its_own_hours_and_the_others_those_of_the_week() -> None:
    ana = differing(OFFICE_HOURS, ExceptionalDay(MONDAY, ((480, 600), (720, 840))))

    assert worked(ana, "2026-06-01T00:00", "2026-06-03T00:00") == [
        "01T08:00-01T10:00",
        "01T12:00-01T14:00",
        "02T09:00-02T17:00",
    ]


def test_a_day_without_shifts_is_a_day_off() -> None:
    ana = differing(OFFICE_HOURS, ExceptionalDay(MONDAY))
    told = search(request(ana, window=span("2026-06-01T00:00", "2026-06-03T00:00")))

    assert {each.slot.start.date() for each in told.slots} == {date(2026, 6, 2)}
    assert told.explanation.blocked[Reason.OUTSIDE_HOURS] == 96 - 16


def test_a_day_may_have_hours_where_the_week_has_none() -> None:
    sunday = ExceptionalDay(date(2026, 6, 7), ((600, 660),))

    assert worked(differing(OFFICE_HOURS, sunday), "2026-06-06T00:00", "2026-06-08T00:00") == [
        "07T10:00-07T11:00"
    ]
    assert worked(differing((), sunday), "2026-06-01T00:00", "2026-06-08T00:00") == ["07T10:00-07T11:00"]


def test_the_night_before_runs_into_a_day_off() -> None:
    ana = differing(NIGHTS, ExceptionalDay(MONDAY))

    assert worked(ana, "2026-06-01T00:00", "2026-06-03T00:00") == ["01T00:00-01T06:00", "02T22:00-03T00:00"]


def test_a_night_that_differs_runs_into_the_next_day() -> None:
    ana = differing(OFFICE_HOURS, ExceptionalDay(MONDAY, ((1320, 360),)))

    assert worked(ana, "2026-06-01T00:00", "2026-06-03T00:00") == [
        "01T22:00-02T06:00",
        "02T09:00-02T17:00",
    ]


def test_whoever_said_to_work_on_a_public_holiday_works() -> None:
    holiday = replace(person("ana@x"), days_off=frozenset({MONDAY}))
    willing = replace(holiday, exceptions=(ExceptionalDay(MONDAY, ((600, 660),)),))
    away = replace(holiday, exceptions=(ExceptionalDay(MONDAY),))

    assert [search(request(who)).found for who in (holiday, willing, away)] == [0, 2, 0]
    assert worked(holiday, "2026-06-01T00:00", "2026-06-02T00:00") == []
    assert worked(willing, "2026-06-01T00:00", "2026-06-02T00:00") == ["01T10:00-01T11:00"]


def test_a_holiday_after_a_night_that_differs_cuts_it_off() -> None:
    tuesday_off = frozenset({date(2026, 6, 2)})
    ana = replace(differing((), ExceptionalDay(MONDAY, ((1320, 360),))), days_off=tuesday_off)

    assert worked(ana, "2026-06-01T00:00", "2026-06-03T00:00") == ["01T22:00-02T00:00"]


def test_the_day_is_that_of_the_persons_own_zone() -> None:
    kim = replace(
        person("kim@x", zone="Pacific/Kiritimati", hours=ALWAYS), exceptions=(ExceptionalDay(MONDAY),)
    )

    assert worked(kim, "2026-05-31T00:00", "2026-06-02T00:00") == ["31T00:00-31T13:00", "01T13:00-02T00:00"]


def test_the_core_of_a_day_that_differs_is_its_own() -> None:
    ana = differing(OFFICE_HOURS, ExceptionalDay(MONDAY, ((480, 960),)))
    ranked = search(request(ana, window=on_monday("08:00-16:00")), 100).slots

    assert {each.slot.start for each in ranked if "core_hours" in each.reasons} == {
        each.slot.start
        for each in ranked
        if at("2026-06-01T09:00") <= each.slot.start < at("2026-06-01T15:00")
    }


def test_who_is_off_that_day_can_be_dropped_or_waited_for() -> None:
    ana, ion = differing(OFFICE_HOURS, ExceptionalDay(MONDAY)), person("ion@x", own=True)
    told = search(request(ana, ion, window=on_monday("10:00-17:00"))).explanation

    assert [str(type(each.change).__name__) for each in told.relaxations] == ["DropPerson", "ExtendDays"]


@given(places, any_hours, changed_days, st.frozensets(st.integers(-2, 3), max_size=2))
def test_working_time_is_what_the_clock_says_without_days_off(
    place: tuple[ZoneInfo, datetime], hours: Hours, changed: Callable[[date], Exceptions], off: frozenset[int]
) -> None:
    zone, today = place[0], place[1].astimezone(place[0]).date()
    start = floor_seconds(place[1])
    time = WorkTime(zone, hours, changed(today), frozenset(today + n * DAY for n in off))
    spans = time.at_work(start, start + 48 * 3600)
    inside = {at for a, b in spans for at in range(max(a, start), min(b, start + 48 * 3600), 300)}

    def works(at: int) -> bool:
        clock = wall(at // 60, zone)
        special = any(each.date == clock.date() and each.shifts for each in time.exceptions)
        return at_work(clock, hours, time.exceptions) and (special or clock.date() not in time.days_off)

    assert inside == {each for each in range(start, start + 48 * 3600, 300) if works(each)}


@pytest.mark.parametrize("shift", [(1440, 60), (-1, 60), (0, 1441), (0, -1)])
def test_what_are_no_minutes_of_a_day_are_refused(shift: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not minutes"):
        ExceptionalDay(MONDAY, (shift,))
