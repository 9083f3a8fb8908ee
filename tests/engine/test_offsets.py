from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.engine.offsets import OffsetTracker
from worker.errors import FatalError

offset_sets = st.sets(st.integers(0, 99), min_size=1)
shuffles = st.randoms(use_true_random=False)


def following(offsets: set[int]) -> OffsetTracker:
    tracker = OffsetTracker()
    for offset in sorted(offsets):
        tracker.receive(offset)
    return tracker


@given(offset_sets, shuffles)
def test_never_commits_past_a_record_that_runs(offsets: set[int], random: Random) -> None:
    tracker = following(offsets)
    running = set(offsets)
    for offset in random.sample(sorted(offsets), len(offsets)):
        running.remove(offset)
        tracker.finish(offset)
        assert (tracker.committable or 0) <= min(running, default=max(offsets) + 1)


@given(offset_sets, shuffles)
def test_commits_all_once_all_are_done_whatever_the_order_and_the_holes(
    offsets: set[int], random: Random
) -> None:
    tracker = following(offsets)
    for offset in random.sample(sorted(offsets), len(offsets)):
        tracker.finish(offset)

    assert tracker.committable == max(offsets) + 1
    assert tracker.outstanding == 0
    assert tracker.gap == 0


@given(offset_sets, shuffles)
def test_what_may_be_committed_never_falls(offsets: set[int], random: Random) -> None:
    tracker = following(offsets)
    seen = -1
    for offset in random.sample(sorted(offsets), len(offsets)):
        tracker.finish(offset)
        assert (tracker.committable or 0) >= seen
        seen = tracker.committable or 0


def test_knows_nothing_to_commit_before_the_first_record_is_done() -> None:
    tracker = following({4, 5})
    tracker.finish(5)

    assert tracker.uncommitted is None
    assert tracker.outstanding == 2
    assert tracker.gap == 2


def test_tells_an_offset_until_it_is_committed() -> None:
    tracker = following({4, 7})
    tracker.finish(4)
    assert tracker.uncommitted == 5

    tracker.committed(5)
    assert tracker.uncommitted is None

    tracker.finish(7)
    assert tracker.uncommitted == 8


def test_an_offset_that_went_back_is_a_defect() -> None:
    with pytest.raises(FatalError, match="offset 3 after 4"):
        following({4}).receive(3)
