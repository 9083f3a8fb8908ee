"""Stretches of time as pairs of whole seconds since 1970, UTC: the numbers that the search works on.

A span is half-open like an `Interval`. Lists of spans that are called merged are in order
and neither overlap nor touch.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from worker.domain.interval import Interval

Span = tuple[int, int]

DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def floor_seconds(instant: datetime) -> int:
    since = instant - _EPOCH
    return since.days * DAY + since.seconds


def ceil_seconds(instant: datetime) -> int:
    since = instant - _EPOCH
    return since.days * DAY + since.seconds + (since.microseconds > 0)


def whole_seconds(duration: timedelta) -> int:
    """Return a duration in seconds, a fraction counted as a whole one."""
    return duration.days * DAY + duration.seconds + (duration.microseconds > 0)


def instant_at(seconds: int) -> datetime:
    return _EPOCH + timedelta(seconds=seconds)


def outer_span(interval: Interval) -> Span:
    """Return the whole seconds that an interval touches: what is taken is never too short.

    The same as `floor_seconds` and `ceil_seconds`, written out: a search does this for every busy time.
    """
    start, end = interval.start - _EPOCH, interval.end - _EPOCH
    return start.days * DAY + start.seconds, end.days * DAY + end.seconds + (end.microseconds > 0)


def inner_span(interval: Interval) -> Span:
    """Return the whole seconds inside an interval: what is allowed is never too long."""
    return ceil_seconds(interval.start), floor_seconds(interval.end)


def interval_at(start: int, seconds: int) -> Interval:
    return Interval(instant_at(start), instant_at(start + seconds))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the same time in order, touching spans joined, empty ones dropped."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def without(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """Cut `taken` out of `spans`; both merged, and so is the answer."""
    left: list[Span] = []
    position = 0
    for start, end in spans:
        cursor = start
        while position < len(taken) and taken[position][0] < end:
            if cursor < taken[position][0]:
                left.append((cursor, taken[position][0]))
            cursor = max(cursor, taken[position][1])
            if taken[position][1] > end:
                break  # it reaches into the next span
            position += 1
        if cursor < end:
            left.append((cursor, end))
    return left
