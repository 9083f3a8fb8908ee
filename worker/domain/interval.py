"""Stretches of time, and what it means that two of them overlap.

An interval is half-open, [start, end): back-to-back intervals touch and do not
overlap. Both ends are instants in UTC, always. Python compares and subtracts two
datetimes of one zone by wall clock, which is wrong on the days the clocks change;
wall time therefore lives only in `worker.domain.zones`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A stretch of time from `start` up to, and without, `end`. Aware datetimes are turned to UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError(f"without a time zone: {self}")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.start >= self.end:
            raise ValueError(f"empty or backwards: {self}")

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Interval") -> bool:
        return self.start <= other.start and other.end <= self.end

    def widened(self, before: timedelta, after: timedelta) -> "Interval":
        return Interval(self.start - before, self.end + after)

    def clipped(self, bounds: "Interval") -> "Interval | None":
        """Return the part inside `bounds`, or None where there is none."""
        start, end = max(self.start, bounds.start), min(self.end, bounds.end)
        return Interval(start, end) if start < end else None


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same time as few intervals in order; touching ones become one."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return merged


def covers(intervals: Iterable[Interval], wanted: Interval) -> bool:
    """Tell whether `wanted` lies wholly inside the union of `intervals`."""
    return any(interval.contains(wanted) for interval in merge(intervals))


def without(intervals: Iterable[Interval], gone: Interval) -> list[Interval]:
    """Return what is left of `intervals` outside `gone`, in order."""
    left: list[Interval] = []
    for interval in merge(intervals):
        if interval.start < gone.start:
            left.append(Interval(interval.start, min(interval.end, gone.start)))
        if gone.end < interval.end:
            left.append(Interval(max(interval.start, gone.end), interval.end))
    return left
