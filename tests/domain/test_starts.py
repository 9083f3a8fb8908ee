from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import places
from worker.domain.spans import Span, floor_seconds, merged
from worker.domain.starts import Starts, first_of, grid

spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6).map(merged)
rising = st.lists(st.integers(0, 50), unique=True, max_size=20).map(sorted)
lengths = st.integers(1, 12)


def chosen(starts: Starts, runs: list[Span]) -> list[int]:
    return [starts.at[n] for n in starts.indices(starts.set_of(runs))]


@given(rising, lengths, spans)
def test_a_meeting_touches_a_span_when_they_overlap(at: list[int], length: int, some: list[Span]) -> None:
    starts = Starts(at, at, length)

    assert chosen(starts, starts.touching(some)) == [
        s for s in at if any(a < s + length and s < b for a, b in some)
    ]


@given(st.integers(-9, 9), st.integers(1, 6), st.integers(0, 20), lengths, spans)
def test_in_a_steady_row_places_are_reckoned_as_they_are_found(
    first: int, step: int, size: int, length: int, some: list[Span]
) -> None:
    at = list(range(first, first + size * step, step))
    steady, other = Starts(at, at, length, step), Starts(at, at, length)

    assert steady.set_of(steady.touching(some)) == other.set_of(other.touching(some))


@given(places, st.sampled_from([5, 15, 20, 30, 45, 60, 100]), st.integers(1, 100))
def test_a_row_is_steady_only_if_it_is(place: tuple[ZoneInfo, datetime], minutes: int, hours: int) -> None:
    start = floor_seconds(place[1])
    starts = grid(place[0], (start, start + hours * 3600), minutes * 60, 300)

    assert starts.step in {0, minutes * 60}
    if starts.step:
        assert all(after - before == starts.step for before, after in pairwise(starts.at))


@given(rising, lengths, spans)
def test_a_meeting_is_inside_when_it_leaves_no_span(at: list[int], length: int, some: list[Span]) -> None:
    starts = Starts(at, at, length)

    assert chosen(starts, starts.inside(some)) == [
        s for s in at if any(a <= s and s + length <= b for a, b in some)
    ]


@given(rising, lengths, st.lists(spans, max_size=4))
def test_counts_add_up_weights(at: list[int], length: int, many: list[list[Span]]) -> None:
    starts = Starts(at, at, length)
    weighted = [(weight, starts.inside(some)) for weight, some in enumerate(many, 1)]
    sets = [(weight, starts.set_of(runs)) for weight, runs in weighted]

    assert starts.counts(weighted) == [sum(w for w, some in sets if some >> n & 1) for n in range(len(at))]


@given(st.sets(st.integers(0, 30)), st.integers(31, 40))
def test_a_set_gives_back_its_runs(indices: set[int], size: int) -> None:
    starts = Starts(range(size), range(size), 1)
    some = sum(1 << n for n in indices)

    assert starts.indices(some) == sorted(indices)
    assert starts.set_of(starts.runs(some)) == some
    assert not indices or first_of(some) == min(indices)


def test_no_starts_are_an_empty_set() -> None:
    none = grid(ZoneInfo("UTC"), (100, 50), 1800, 60)

    assert (none.at, none.all, none.bounds, none.indices(0)) == ([], 0, (0, 0), [])
    assert none.set_of(none.touching([(0, 10)])) == 0
