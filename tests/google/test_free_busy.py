from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.domain.availability import Reading, Visibility
from worker.domain.interval import Interval, merge
from worker.google.free_busy import MOST_READ_AT_ONCE, Found, Query, Unread, is_large, joined, pieces
from worker.google.free_busy_plan import Asking

START = datetime(2027, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
WINDOW = Interval(START, START + DAY)
HOUR = timedelta(hours=1)
ANA = "ana@vai.example"


def people(number: int) -> list[str]:
    return [f"person-{index:03}@vai.example" for index in range(number)]


def busy(start: datetime, end: datetime) -> dict[str, str]:
    return {"start": start.isoformat(), "end": end.isoformat()}


def read(body: dict[str, Any]) -> Found:
    return Query([ANA], WINDOW).read(body)[ANA]


def queries(calendar_ids: list[str], window: Interval) -> list[Query]:
    return Asking.about(calendar_ids, window).queries


@pytest.mark.parametrize(
    ("calendars", "days", "expected"), [(50, 60, 1), (51, 60, 2), (50, 61, 2), (51, 61, 4), (0, 60, 0)]
)
def test_as_few_queries_as_the_api_allows(calendars: int, days: int, expected: int) -> None:
    assert len(queries(people(calendars), Interval(START, START + days * DAY))) == expected


def test_a_calendar_is_asked_about_once() -> None:
    [query] = queries([ANA, ANA.upper()], WINDOW)

    assert query.calendar_ids == (ANA,)


@given(st.integers(0, 120), st.timedeltas(timedelta(seconds=1), timedelta(days=200)))
def test_every_calendar_is_asked_about_every_instant_once(calendars: int, duration: timedelta) -> None:
    window = Interval(START, START + duration)
    asked = queries(people(calendars), window)

    assert all(len(one.calendar_ids) <= 50 and one.window.duration <= 60 * DAY for one in asked)
    for person in people(calendars):
        pieces = sorted(one.window for one in asked if person in one.calendar_ids)
        assert (pieces[0].start, pieces[-1].end) == (window.start, window.end)
        assert sum((piece.duration for piece in pieces), timedelta()) == duration


def test_busy_time_is_sorted_joined_and_cut() -> None:
    body = {
        "calendars": {
            ANA.upper(): {
                "busy": [
                    busy(START + 3 * HOUR, START + 4 * HOUR),
                    busy(START - HOUR, START + HOUR),
                    busy(START + HOUR, START + 2 * HOUR),
                    busy(START + 2 * DAY, START + 3 * DAY),
                ]
            }
        }
    }

    first, second = Interval(START, START + 2 * HOUR), Interval(START + 3 * HOUR, START + 4 * HOUR)
    assert read(body) == Reading(Visibility.READABLE, (first, second))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"calendars": {ANA: {"errors": [{"reason": "notFound"}], "busy": []}}}, id="not found"),
        pytest.param({"calendars": {}, "groups": {ANA: {"calendars": ["a", "b"]}}}, id="a group's address"),
        pytest.param(
            {"calendars": {}, "groups": {ANA: {"errors": [{"reason": "groupTooBig"}]}}}, id="a big group"
        ),
    ],
)
def test_a_calendar_that_google_does_not_show_is_not_visible(body: dict[str, Any]) -> None:
    assert read(body) == Reading(Visibility.NOT_VISIBLE)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"calendars": {}}, id="missing"),
        pytest.param({"calendars": {ANA: {"errors": [{"reason": "internalError"}]}}}, id="internal error"),
        pytest.param(
            {"calendars": {ANA: {"errors": [{"reason": "tooManyCalendarsRequested"}]}}}, id="too many"
        ),
        pytest.param({"calendars": {ANA: {"errors": [{"reason": "aWordOfTheFuture"}]}}}, id="unknown"),
        pytest.param({"calendars": {ANA: {"errors": [{}], "busy": []}}}, id="no reason"),
        pytest.param(
            {"calendars": {ANA: {"errors": [{"reason": "notFound"}, {"reason": "internalError"}]}}}, id="both"
        ),
    ],
)
def test_a_calendar_that_could_not_be_read_is_unknown(body: dict[str, Any]) -> None:
    assert isinstance(read(body), Unread)


@given(st.lists(st.tuples(st.integers(-30, 80), st.integers(1, 30), st.integers(-12, 12))))
def test_busy_time_is_what_merging_makes_of_it(times: list[tuple[int, int, int]]) -> None:
    minutes = timedelta(minutes=30)
    intervals = [
        Interval(START + start * minutes, START + (start + length) * minutes) for start, length, _ in times
    ]
    zones = [timezone(timedelta(hours=hours)) for _, _, hours in times]
    entries = [
        busy(one.start.astimezone(zone), one.end.astimezone(zone))
        for one, zone in zip(intervals, zones, strict=True)
    ]

    expected = merge(inside for one in intervals if (inside := one.clipped(WINDOW)))
    found = read({"calendars": {ANA: {"busy": entries}}})
    assert found == Reading(Visibility.READABLE, tuple(expected))


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param({"start": "2027-03-01T10:00:00Z", "end": "2027-03-01T10:00:00Z"}, id="empty"),
        pytest.param({"start": "2027-03-01T10:00:00Z", "end": "2027-03-01T09:00:00Z"}, id="backwards"),
        pytest.param({"start": "2027-03-01T10:00:00", "end": "2027-03-01T11:00:00"}, id="without an offset"),
        pytest.param({"start": "2027-03-01T10:00:00Z", "end": "soon"}, id="no time"),
    ],
)
def test_busy_time_that_makes_no_sense_is_not_guessed(entry: dict[str, str]) -> None:
    with pytest.raises((TypeError, ValueError)):
        read({"calendars": {ANA: {"busy": [entry]}}})


@pytest.mark.parametrize(("each", "large"), [(0, False), (40, False), (41, True)])
def test_an_answer_is_large_by_its_busy_times(each: int, large: bool) -> None:
    entries = [busy(START, START + HOUR)] * each
    body = {"calendars": {one: {"busy": entries} for one in people(50)} | {ANA: {"errors": [{}]}}}

    assert MOST_READ_AT_ONCE == 2_000
    assert is_large(body) is large


def test_pieces_of_a_window_are_joined() -> None:
    first = Reading(Visibility.READABLE, (Interval(START + HOUR, START + DAY),))
    second = Reading(Visibility.READABLE, (Interval(START + DAY, START + DAY + HOUR),))

    whole = joined([{ANA: first}, {ANA: second}])
    assert whole == {ANA: Reading(Visibility.READABLE, (Interval(START + HOUR, START + DAY + HOUR),))}


def test_a_calendar_hidden_in_one_piece_is_not_visible() -> None:
    hidden, shown = Reading(Visibility.NOT_VISIBLE), Reading(Visibility.READABLE)

    assert joined([{ANA: shown}, {ANA: hidden}]) == {ANA: hidden}
    assert joined([{ANA: hidden}, {ANA: shown}]) == {ANA: hidden}


def stretch(first_day: float, last_day: float) -> Interval:
    return Interval(START + first_day * DAY, START + last_day * DAY)


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        pytest.param([(0, 7), (7, 60)], [(0, 60)], id="that touch"),
        pytest.param([(0, 7), (50, 57)], [(0, 57)], id="with a gap that one query may reach over"),
        pytest.param([(0, 7), (60, 61)], [(0, 7), (60, 61)], id="with a gap that it may not"),
        pytest.param([(0, 7), (55, 65)], [(0, 60), (60, 65)], id="that reach over the end of a query"),
        pytest.param([(0, 7), (200, 300)], [(0, 7), (200, 260), (260, 300)], id="months apart"),
        pytest.param([(3, 4), (0, 10), (3, 5)], [(0, 10)], id="in one another, in any order"),
        pytest.param([], [], id="none"),
    ],
)
def test_pieces_cover_windows(windows: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    assert pieces([stretch(*one) for one in windows]) == [stretch(*one) for one in expected]
