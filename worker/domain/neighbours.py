"""What a meeting leaves on its two sides, on the calendars of those who have to come.

A side is next to another commitment (after the gap that was asked for), or it has room, or it is
left with a scrap: less than half an hour of working time up to that commitment, of no use to
anybody. Only commitments inside working hours count: no day's beginning or end makes a scrap.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from worker.domain.availability import Visibility
from worker.domain.blockers import PersonBlocks
from worker.domain.search_request import Person
from worker.domain.spans import Span, merged, whole_seconds
from worker.domain.starts import Starts
from worker.domain.sweep import Sweep
from worker.domain.working_hours import open_spans

ROOM = 30 * 60
"""Seconds from which on free time is of use."""

Commitment = tuple[int, int, int, int]
"""Since when nothing else was in the way of it, its start, its end, and when the next thing comes."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Numbers for each start, which mean something for the free ones."""

    sides: int
    """Two for each person looked at: required, with a calendar that can be seen."""
    scraps: Sequence[int]
    """How many of these sides are left with a scrap."""
    adjoining: Sequence[int]
    """How many of them are next to a commitment."""


def neighbours(done: Sweep) -> Neighbours:
    seen = [each for each in done.required if each.person.visibility is Visibility.READABLE]
    before = whole_seconds(done.request.gap_before)
    ahead = done.starts.length + whole_seconds(done.request.gap_after)
    scraps: list[Span] = []
    adjoining: list[Span] = []
    for since, start, end, until in _commitments(seen, _around(done.starts.bounds, before, ahead)):
        scraps.append((end + before + 1, min(end + ROOM - 1, until) + before))
        scraps.append((max(start - ROOM + 1, since) - ahead, start - ahead - 1))
        adjoining.append((end + before, end + before))
        adjoining.append((start - ahead, start - ahead))
    return Neighbours(2 * len(seen), _counts(done.starts, scraps), _counts(done.starts, adjoining))


def _around(bounds: Span, before: int, ahead: int) -> Span:
    return bounds[0] - before - ROOM, bounds[1] + ahead + ROOM


def _counts(starts: Starts, spans: list[Span]) -> list[int]:
    """Return for each start how many of the spans it lies in, their last second included."""
    overlapped = [(first + starts.length - 1, last + 1) for first, last in spans]
    return starts.counts([(1, starts.touching(overlapped))])


def _commitments(people: list[PersonBlocks], bounds: Span) -> Iterator[Commitment]:
    """Give what each person has to do at work, cut to the working time."""
    for each in people:
        taken = merged(each.taken)
        begins, ends = [start for start, _ in taken], [end for _, end in taken]
        for opens, closes in _at_work(each.person, bounds):
            first, last = bisect_right(ends, opens), bisect_left(begins, closes)
            since, until = [opens, *ends[first:last]], [*begins[first + 1 : last], closes]
            for low, (start, end), high in zip(since, taken[first:last], until, strict=False):
                yield low, max(start, opens), min(end, closes), high


def _at_work(person: Person, bounds: Span) -> tuple[Span, ...]:
    return open_spans(person.hours, person.zone, *bounds, exceptions=person.exceptions)
