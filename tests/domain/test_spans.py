from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from worker.domain.interval import Interval
from worker.domain.spans import (
    Span,
    ceil_seconds,
    floor_seconds,
    inner_span,
    instant_at,
    merged,
    outer_span,
    whole_seconds,
    without,
)

spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8)


def seconds(some: list[Span]) -> set[int]:
    return {second for start, end in some for second in range(start, end)}


@given(spans)
def test_merging_keeps_the_same_time_in_order_and_apart(some: list[Span]) -> None:
    result = merged(some)

    assert seconds(result) == seconds(some)
    assert all(first[1] < second[0] for first, second in pairwise(result))


@given(spans, spans)
def test_cutting_leaves_exactly_the_rest(some: list[Span], taken: list[Span]) -> None:
    rest = without(merged(some), merged(taken))

    assert seconds(rest) == seconds(some) - seconds(taken)
    assert rest == merged(rest)


def test_a_fraction_of_a_second_is_taken_whole_and_never_given() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    ragged = Interval(start + timedelta(milliseconds=1), start + timedelta(milliseconds=2999))

    first = floor_seconds(start)
    assert outer_span(ragged) == (first, first + 3)
    assert inner_span(ragged) == (first + 1, first + 2)
    assert whole_seconds(timedelta(milliseconds=1500)) == 2


@given(st.integers(-(10**10), 10**10))
def test_seconds_survive_the_way_to_an_instant_and_back(number: int) -> None:
    assert floor_seconds(instant_at(number)) == ceil_seconds(instant_at(number)) == number
