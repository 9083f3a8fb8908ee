from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.domain.interval import Interval
from worker.sandbox.demo.people import ANA, JAMES, MAYA
from worker.sandbox.demo.week import FRIDAY, MONDAY, Week, as_span, at_work


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 (bounds)
def test_the_week_is_the_next_one_and_ahead_of_now(now: datetime) -> None:
    week = Week.after(now)

    assert week.monday.weekday() == MONDAY
    assert 0 < (week.on(MONDAY, 9, 10, ANA).start - now).total_seconds() <= 7 * 86400 + 10 * 3600


@given(
    st.dates(date(2024, 1, 1), date(2030, 1, 1)).map(
        lambda day: Week(date.fromisocalendar(*day.isocalendar()[:2], 1))
    )
)
def test_every_week_of_the_year_has_an_hour_in_which_all_three_are_at_work(week: Week) -> None:
    common = week.on(FRIDAY, 9, 10, MAYA)

    assert all(at_work(common, person) for person in (ANA, JAMES, MAYA))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-12-01T07:00Z", "2026-12-01T08:00Z", True),
        ("2026-12-01T06:59Z", "2026-12-01T07:30Z", False),
        ("2026-12-01T14:00Z", "2026-12-01T15:00Z", True),
        ("2026-12-01T14:30Z", "2026-12-01T15:01Z", False),
        ("2026-12-05T10:00Z", "2026-12-05T11:00Z", False),
    ],
    ids=["at nine", "before nine", "until five", "past five", "saturday"],
)
def test_tells_working_hours_by_a_persons_clock(start: str, end: str, *, expected: bool) -> None:
    interval = Interval(datetime.fromisoformat(start), datetime.fromisoformat(end))

    assert at_work(interval, ANA) is expected


def test_a_span_is_written_as_commands_have_it() -> None:
    week = Week(date(2026, 11, 30))

    assert as_span(week.on(MONDAY, 9, 10, JAMES)) == {
        "start": "2026-11-30T09:00:00+00:00",
        "end": "2026-11-30T10:00:00+00:00",
    }
    assert week.window == {"start": "2026-11-29T22:00:00+00:00", "end": "2026-12-04T22:00:00+00:00"}
