"""Merged queries: no more than apart, and each gets what a query of its own would have found."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.domain.availability import Reading, Visibility
from worker.domain.interval import Interval, merge
from worker.errors import AvailabilityUnknown
from worker.google.free_busy import Found, Query, Unread
from worker.google.free_busy_plan import Asking, errands, merged_errands, whole

START = datetime(2027, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HIDDEN, BROKEN = 1, 2
"""Of every seven calendars, those that Google does not show, and those that it cannot read."""


def person(number: int) -> str:
    return f"p{number:03}@vai.example"


def asking(people: Sequence[int], first_day: float, last_day: float) -> Asking:
    return Asking.about(list(map(person, people)), Interval(START + first_day * DAY, START + last_day * DAY))


askings = st.builds(
    lambda first, number, start, length: asking(
        range(first, first + number), start / 4, (start + length) / 4
    ),
    st.integers(0, 60),
    st.integers(1, 70),
    st.integers(0, 4 * 150),
    st.integers(1, 4 * 90),
)
several = st.lists(askings, min_size=1, max_size=6)
spans = st.tuples(st.integers(-20, 24 * 250), st.integers(1, 24 * 4))


def busy_of(drawn: list[tuple[int, int]], name: str) -> list[Interval]:
    """Make the drawn times different for each person."""
    shift = int(name[1:4])
    hour = timedelta(hours=1)
    return [
        Interval(START + (start + 5 * shift) * hour, START + (start + length + 5 * shift) * hour)
        for start, length in drawn
    ]


def google(query: Query, drawn: list[tuple[int, int]]) -> dict[str, Found]:
    """Answer as Google would: times merged, and cut to the query's window."""

    def found(name: str) -> Found:
        kind = int(name[1:4]) % 7
        if kind == HIDDEN:
            return Reading(Visibility.NOT_VISIBLE)
        if kind == BROKEN:
            return Unread(frozenset({"internalError"}))
        inside = (one.clipped(query.window) for one in busy_of(drawn, name))
        return Reading(Visibility.READABLE, tuple(merge(one for one in inside if one)))

    return {name: found(name) for name in query.calendar_ids}


def outcome(parts: list[tuple[Query, dict[str, Found]]]) -> dict[str, Reading] | str:
    try:
        return whole(parts)
    except AvailabilityUnknown as error:
        return str(error)


def needed(askings: list[Asking]) -> int:
    return sum(len(one.queries) for one in dict.fromkeys(askings))


@given(several, st.lists(spans, max_size=30))
def test_each_hears_what_a_question_of_its_own_would_have_been_answered(
    asked: list[Asking], drawn: list[tuple[int, int]]
) -> None:
    for planned in (errands(asked), list(merged_errands(asked))):
        for one in asked:
            mine = [each.query for each in planned if one in each.askings]
            merged = [(query, one.of(query, google(query, drawn))) for query in mine]
            apart = [(query, google(query, drawn)) for query in one.queries]

            assert outcome(merged) == outcome(apart)


@given(several)
def test_merging_never_costs_a_query(asked: list[Asking]) -> None:
    planned = errands(asked)

    assert len(planned) <= needed(asked)
    assert len(planned) <= len(list(merged_errands(asked)))
    for one in planned:
        assert 1 <= len(one.query.calendar_ids) == len(set(one.query.calendar_ids)) <= 50
        assert one.query.window.duration <= 60 * DAY
        assert one.askings


@given(several)
def test_windows_without_gaps_cost_what_one_question_about_everything_would(asked: list[Asking]) -> None:
    union = merge(one.window for one in asked)
    people = {each for one in asked for each in one.calendar_ids}

    if len(union) == 1:
        most = ceil(len(people) / 50) * ceil(union[0].duration / (60 * DAY))
        assert len(errands(asked)) <= most


@pytest.mark.parametrize(
    ("asked", "queries"),
    [
        pytest.param([asking([1], 0, 7), asking([1], 0, 7)], 1, id="the same twice"),
        pytest.param([asking([1, 2], 0, 7), asking([2, 3], 3, 10)], 1, id="alike"),
        pytest.param([asking([1], 0, 7), asking([2], 180, 187)], 2, id="half a year apart"),
        pytest.param([asking(range(50), 0, 60), asking(range(50, 100), 59, 119)], 2, id="dearer if merged"),
        pytest.param([asking(range(30), 0, 7), asking(range(30, 51), 0, 7)], 2, id="too many together"),
        pytest.param([asking(range(30), 0, 7), asking(range(30, 50), 0, 7)], 1, id="just enough together"),
        pytest.param([asking(range(200), 0, 60), asking(range(100), 30, 90)], 6, id="many people"),
    ],
)
def test_queries_are_merged_where_that_makes_them_fewer(asked: list[Asking], queries: int) -> None:
    assert len(errands(asked)) == queries


def test_questions_that_are_no_cheaper_together_stay_apart() -> None:
    early, late = asking([1], 0, 7), asking([2], 180, 187)

    planned = [(one.query.window, list(one.askings)) for one in errands([early, late])]
    assert planned == [(early.window, [early]), (late.window, [late])]


def test_a_gap_of_months_is_not_read() -> None:
    asked = [asking([1, 2], 0, 7), asking([2, 3], 1, 8), asking([1, 2], 180, 187), asking([2, 3], 181, 188)]

    assert [one.query.window.duration for one in errands(asked)] == [8 * DAY, 8 * DAY]


def test_busy_time_ends_where_the_question_does() -> None:
    window = Interval(START + DAY, START + 2 * DAY)
    before, over, inside, beyond = (
        Interval(START, START + DAY),
        Interval(START + 0.9 * DAY, START + 1.1 * DAY),
        Interval(START + 1.2 * DAY, START + 1.3 * DAY),
        Interval(START + 1.9 * DAY, START + 2.1 * DAY),
    )
    one = Asking.about([person(0)], window)
    query = Query([person(0)], Interval(START, START + 9 * DAY))

    def cut(*busy: Interval) -> tuple[Interval, ...]:
        found = one.of(query, {person(0): Reading(Visibility.READABLE, busy)})[person(0)]
        assert isinstance(found, Reading)
        return found.busy

    assert cut(before) == cut(Interval(window.end, window.end + DAY)) == ()
    assert cut(over, inside, beyond) == (
        Interval(window.start, over.end),
        inside,
        Interval(beyond.start, window.end),
    )
    assert cut(Interval(START, START + 5 * DAY)) == (window,)
