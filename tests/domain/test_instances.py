"""A calendar as a person sees it: instances in place of series, in order, each at its time."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import places
from worker.domain.calendar_event import CalendarEvent, EventStatus
from worker.domain.instances import happenings
from worker.domain.interval import Interval
from worker.domain.recurrence import occurrences

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
BUCHAREST, NEW_YORK = ZoneInfo("Europe/Bucharest"), ZoneInfo("America/New_York")
WEEK = Interval(NINE - 9 * HOUR, NINE - 9 * HOUR + 7 * DAY)
DAILY = ("RRULE:FREQ=DAILY",)
GONE = EventStatus.CANCELLED


def event(event_id: str = "e", start: datetime = NINE, **fields: Any) -> CalendarEvent:
    given = {"when": Interval(start, start + HOUR), "time_zone": "Europe/Bucharest", **fields}
    return CalendarEvent(event_id, "c", "", given.pop("status", EventStatus.CONFIRMED), **given)


def exception(original: str, **fields: Any) -> CalendarEvent:
    """Return the exception of the instance of `e` that began then."""
    stamp = original.replace("-", "").replace(":", "").removesuffix("+0000")
    named = f"e_{stamp}Z" if "T" in stamp else f"e_{stamp}"
    return event(named, **{"recurring_event_id": "e", "original_start": original, **fields})


def ids(*events: CalendarEvent, window: Interval = WEEK, zone: ZoneInfo = BUCHAREST) -> list[str]:
    return [one.event.id for one in happenings(events, window, zone)]


def test_events_are_in_order_of_their_start_and_of_their_ids_where_that_is_one() -> None:
    assert ids(event("c"), event("a", NINE + HOUR), event("b")) == ["b", "c", "a"]


def test_what_touches_the_window_is_not_in_it() -> None:
    before, after = event("before", WEEK.start - HOUR), event("after", WEEK.end)

    assert ids(before, after, event("reaches in", WEEK.start - HOUR / 2)) == ["reaches in"]


def test_what_is_cancelled_or_has_no_time_is_nowhere() -> None:
    assert ids(event("gone", status=GONE), event("bare", when=None)) == []


def test_a_series_is_there_by_its_instances() -> None:
    first, second = happenings([event(recurrence=DAILY)], Interval(NINE, NINE + 2 * DAY), BUCHAREST)

    assert (first.event.id, second.event.id) == ("e_20260302T090000Z", "e_20260303T090000Z")
    assert second.span == second.event.when == Interval(NINE + DAY, NINE + DAY + HOUR)
    assert (second.event.recurring_event_id, second.event.recurrence) == ("e", ())
    assert second.event.original_start == "2026-03-03T09:00:00+00:00"


def test_days_of_a_series_are_days_wherever_one_is() -> None:
    days = event(when=None, all_day=(date(2026, 3, 2), date(2026, 3, 4)), recurrence=DAILY, time_zone=None)
    window = Interval(NINE - 9 * HOUR, NINE)

    in_bucharest, *_ = happenings([days], window, BUCHAREST)
    assert in_bucharest.event.id == "e_20260302"
    assert in_bucharest.span == Interval(
        datetime(2026, 3, 1, 22, tzinfo=UTC), datetime(2026, 3, 3, 22, tzinfo=UTC)
    )
    (in_new_york,) = happenings([days], window, NEW_YORK)
    assert in_new_york.span.start == datetime(2026, 3, 2, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(exception("2026-03-03T09:00:00+00:00", status=GONE, when=None), id="a bare tombstone"),
        pytest.param(exception("2026-03-03T11:00:00+02:00", status=GONE), id="in another offset"),
        pytest.param(
            replace(
                exception("2026-03-03T09:00:00+00:00"),
                id="moved",
                when=Interval(NINE - 9 * DAY, NINE - 8 * DAY),
            ),
            id="moved out of the window",
        ),
    ],
)
def test_an_instance_that_is_not_held_is_not_there(said: CalendarEvent) -> None:
    found = ids(event(recurrence=DAILY), said, window=Interval(NINE, NINE + 3 * DAY))

    assert found == ["e_20260302T090000Z", "e_20260304T090000Z"]


def test_a_changed_instance_is_there_once_as_it_is_now() -> None:
    moved = exception("2026-03-03T09:00:00+00:00", start=NINE + 5 * HOUR, title="Moved")

    first, second = happenings([event(recurrence=DAILY), moved], Interval(NINE, NINE + DAY), BUCHAREST)

    assert (first.event.title, second.event) == ("", moved)


def test_an_instance_without_its_series_is_an_event() -> None:
    assert ids(exception("2026-03-03T09:00:00+00:00")) == ["e_20260303T090000Z"]


def test_a_series_that_is_cancelled_takes_its_changed_instances_along() -> None:
    assert ids(event(recurrence=DAILY, status=GONE), exception("2026-03-03T09:00:00+00:00")) == []


def test_an_instance_has_a_page_of_its_own() -> None:
    link = "https://www.google.com/calendar/event?eid="

    def page(event_id: str) -> str:
        return link + urlsafe_b64encode(f"{event_id} ana@vai.example".encode()).decode().rstrip("=")

    for its, shown in (
        (page("e"), page("e_20260302T090000Z")),
        (page("x"), page("x")),
        ("odd", "odd"),
        (None, None),
    ):
        (one,) = happenings([event(recurrence=("RRULE:FREQ=DAILY;COUNT=1",), html_link=its)], WEEK, BUCHAREST)
        assert one.event.html_link == shown


@pytest.mark.parametrize(
    "odd",
    [
        event(when=Interval(NINE, NINE + 7900 * 365 * DAY), recurrence=DAILY),
        event(when=None, all_day=(date(2026, 3, 2), date(9998, 1, 1)), recurrence=DAILY),
        event(when=None, all_day=(date(2026, 3, 2), date(2026, 3, 2))),
    ],
)
def test_what_nobody_comes_to_is_passed_over(odd: CalendarEvent) -> None:
    assert ids(odd) == []


@pytest.mark.parametrize("odd", ["Mars/Olympus", None])
def test_a_series_of_no_zone_is_in_that_of_its_calendar(odd: str | None) -> None:
    (first, *_) = happenings([event(recurrence=DAILY, time_zone=odd)], WEEK, BUCHAREST)

    assert first.span.start == NINE


def test_an_original_start_that_makes_no_sense_hides_nothing() -> None:
    odd = [
        replace(exception("2026-03-03T09:00:00+00:00", status=GONE), original_start=text)
        for text in ("x", "", "9T")
    ]

    assert len(ids(event(recurrence=DAILY), *odd)) == 7


@given(places, st.integers(-9, 9), st.integers(1, 60))
def test_instances_are_the_occurrences_that_reach_into_the_window(
    place: tuple[ZoneInfo, datetime], days: int, hours: int
) -> None:
    zone, change = place
    first = Interval(change + days * DAY, change + days * DAY + hours * HOUR)
    window = Interval(change, change + 3 * DAY)
    series = event(when=first, recurrence=DAILY, time_zone=zone.key)

    found = [one.span.start for one in happenings([series], window, zone)]

    reach = (change - 4 * DAY, window.end)
    starts = occurrences(DAILY, first.start, zone, reach)
    assert found == [start for start in starts if start + hours * HOUR > window.start]
