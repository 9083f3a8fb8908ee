"""What is left of some time when other time is taken out of it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from worker.domain.interval import Interval, without

ZERO = datetime(2026, 3, 2, tzinfo=UTC)


def minutes(start: int, end: int) -> Interval:
    return Interval(ZERO + timedelta(minutes=start), ZERO + timedelta(minutes=end))


intervals = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(
    lambda two: minutes(two[0], two[0] + two[1])
)


def in_any(times: list[Interval], minute: int) -> bool:
    return any(one.overlaps(minutes(minute, minute + 1)) for one in times)


@given(st.lists(intervals, max_size=6), intervals)
def test_every_minute_stays_that_was_there_and_is_not_gone(times: list[Interval], gone: Interval) -> None:
    left = without(times, gone)

    for minute in range(45):
        assert in_any(left, minute) == (in_any(times, minute) and not in_any([gone], minute))
    assert left == sorted(left)
