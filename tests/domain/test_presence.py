from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from worker.domain.calendar_event import CalendarEvent, EventStatus
from worker.domain.interval import Interval
from worker.domain.presence import lies_within, occurs_after

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RANGE = Interval(NINE, NINE + 2 * HOUR)


def event(start: datetime = NINE, **fields: Any) -> CalendarEvent:
    given = {"when": Interval(start, start + HOUR), "time_zone": "Europe/Bucharest", **fields}
    return CalendarEvent("e", "c", "", EventStatus.CONFIRMED, **given)


@pytest.mark.parametrize(
    ("one", "inside"),
    [
        pytest.param(event(), True, id="inside"),
        pytest.param(event(NINE - HOUR), False, id="ends when it begins"),
        pytest.param(event(NINE - HOUR / 2), True, id="reaches into it"),
        pytest.param(event(NINE + 2 * HOUR), False, id="begins when it ends"),
        pytest.param(event(NINE - 9 * DAY, recurrence=("RRULE:FREQ=DAILY",)), True, id="daily"),
        pytest.param(
            event(NINE - 9 * DAY - HOUR / 2, recurrence=("RRULE:FREQ=DAILY",)),
            True,
            id="daily, reaches into it",
        ),
        pytest.param(
            event(NINE - 9 * DAY - HOUR, recurrence=("RRULE:FREQ=DAILY",)),
            False,
            id="daily, ends when it begins",
        ),
        pytest.param(event(NINE - 9 * DAY, recurrence=("RRULE:FREQ=DAILY;COUNT=3",)), False, id="over"),
        pytest.param(event(NINE - 9 * DAY, recurrence=("RRULE:FREQ=WEEKLY",)), False, id="other weekday"),
        pytest.param(event(NINE + 9 * DAY, recurrence=("RRULE:FREQ=DAILY",)), False, id="to come"),
        pytest.param(
            event(NINE - 9 * DAY, recurrence=("RRULE:FREQ=WEEKLY",), time_zone="Mars/Olympus"),
            True,
            id="no zone",
        ),
        pytest.param(event(when=None), True, id="no time"),
        pytest.param(event(when=None, all_day=(date(2026, 3, 2), date(2026, 3, 3))), True, id="that day"),
        pytest.param(event(when=None, all_day=(date(2026, 3, 5), date(2026, 3, 6))), False, id="another day"),
        pytest.param(
            event(
                when=None,
                all_day=(date(2026, 2, 2), date(2026, 2, 3)),
                recurrence=("RRULE:FREQ=DAILY",),
            ),
            True,
            id="every day",
        ),
    ],
)
def test_a_part_of_it_lies_in_a_time(one: CalendarEvent, inside: bool) -> None:
    assert lies_within(one, RANGE) == inside


@pytest.mark.parametrize(
    ("one", "after"),
    [
        pytest.param(event(), True, id="to come"),
        pytest.param(event(NINE - HOUR), False, id="over"),
        pytest.param(event(NINE - 9 * DAY, recurrence=("RRULE:FREQ=YEARLY",)), True, id="every year"),
        pytest.param(event(NINE - 9 * DAY, recurrence=("RRULE:FREQ=DAILY;COUNT=3",)), False, id="a series"),
        pytest.param(event(when=None), True, id="no time"),
    ],
)
def test_something_of_it_comes_after_an_instant(one: CalendarEvent, after: bool) -> None:
    assert occurs_after(one, NINE) == after


@pytest.mark.parametrize(
    "fields",
    [
        {"when": Interval(NINE + 9 * DAY, datetime(9000, 1, 1, tzinfo=UTC))},
        {"when": None, "all_day": (date(2027, 1, 1), date(9000, 1, 1))},
    ],
    ids=["timed", "all day"],
)
def test_what_lasts_longer_than_there_were_years_is_no_trouble(fields: dict[str, Any]) -> None:
    """Anybody can put such a series into a calendar, and the calendar is read all the same."""
    assert not lies_within(event(recurrence=("RRULE:FREQ=YEARLY",), **fields), RANGE)
