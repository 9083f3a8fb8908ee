"""Google's working hours in our words: all of what is documented, and nothing of what is not."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from worker.domain.working_hours import WorkingHours
from worker.google.work_times import WEEKDAYS, google_hours
from worker.ports.work_times import NOTHING_KNOWN, GoogleHours

BUCHAREST = ZoneInfo("Europe/Bucharest")


def period(day: object = "monday", start: object = 540, end: object = 1020) -> dict[str, object]:
    return {"dayOfWeek": day, "periodStart": start, "periodEnd": end}


def calendar(*periods: object, **changes: Any) -> dict[str, Any]:
    hours = {"workingHoursEnabled": True, "availableTimes": list(periods)} | changes
    return {"id": "ana@x", "timeZone": "Europe/Bucharest", "workingHours": hours}


def test_every_day_of_the_week_is_read_and_equal_hours_are_put_together() -> None:
    week = [period(day, 480 + 60 * (day == "friday")) for day in WEEKDAYS]

    assert google_hours(calendar(*week)) == GoogleHours(
        BUCHAREST,
        (WorkingHours(frozenset({0, 1, 2, 3, 5, 6}), 480, 1020), WorkingHours(frozenset({4}), 540, 1020)),
    )


def test_a_day_may_have_several_blocks_and_end_at_midnight() -> None:
    told = google_hours(calendar(period(start=0, end=60), period(start=780, end=1440)))

    assert told.hours == (WorkingHours(frozenset({0}), 0, 60), WorkingHours(frozenset({0}), 780, 1440))


@pytest.mark.parametrize(
    "hours",
    [
        None,
        [],
        {},
        {"workingHoursEnabled": False, "availableTimes": [period()]},
        {"workingHoursEnabled": "true", "availableTimes": [period()]},
        {"workingHoursEnabled": True},
        {"workingHoursEnabled": True, "availableTimes": []},
        {"workingHoursEnabled": True, "availableTimes": None},
        {"workingHoursEnabled": True, "availableTimes": 5},
        {"workingHoursEnabled": True, "availableTimes": [period(), "tuesday"]},
        *(
            {"workingHoursEnabled": True, "availableTimes": [period(), odd]}
            for odd in (
                {},
                period(day="luni"),
                period(day=None),
                period(day=["monday"]),
                period(start=-1),
                period(end=1441),
                period(start=600, end=600),
                period(start=600, end=540),
                period(start="540"),
                period(start=540.0),
                period(start=True),
                period(end=None),
            )
        ),
    ],
    ids=str,
)
def test_what_is_off_or_odd_is_no_hours_and_takes_nothing_else_away(hours: object) -> None:
    body = {"id": "ana@x", "timeZone": "Europe/Bucharest", "workingHours": hours}

    assert google_hours(body) == GoogleHours(BUCHAREST)


@pytest.mark.parametrize("name", [None, "", 5, "Mars/Olympus", "../UTC", ["UTC"]])
def test_an_odd_zone_is_none(name: object) -> None:
    assert google_hours({"id": "ana@x", "timeZone": name}) == NOTHING_KNOWN
    assert google_hours(calendar(period()) | {"timeZone": name}).hours


def test_a_calendar_of_somebody_outside_says_nothing_of_hours() -> None:
    assert google_hours({"id": "ana@x"}) == NOTHING_KNOWN
