"""Which queries answer several commands at once, and what of the answers belongs to whom.

Queries are merged only where that makes them fewer. A window is covered from its start on, and a
stretch of time that nobody asked about is read only where this saves a query.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from worker.domain.availability import Reading
from worker.domain.interval import Interval
from worker.errors import AvailabilityUnknown
from worker.google.free_busy import CALENDARS_A_QUERY, Found, Query, Unread, batches, joined, pieces

TOO_MANY = "tooManyCalendarsRequested"
"""Perhaps because of a group among what others asked for: its members count, nobody knows how many."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What one command wants to know: calendars, by lower-case id, and the window."""

    calendar_ids: tuple[str, ...]
    window: Interval

    @classmethod
    def about(cls, calendar_ids: Collection[str], window: Interval) -> Self:
        return cls(tuple(sorted({one.lower() for one in calendar_ids})), window)

    @property
    def queries(self) -> list[Query]:
        """Return the queries of a command that asks alone."""
        return [Query(ids, piece) for piece in pieces([self.window]) for ids in batches(self.calendar_ids)]

    def of(self, query: Query, found: Mapping[str, Found]) -> dict[str, Found]:
        """Return what of an answer was asked for, cut as if it had been asked for alone."""
        mine = (one for one in self.calendar_ids if one in found)
        if self.window.contains(query.window):
            return {one: found[one] for one in mine}
        return {one: cut(found[one], self.window) for one in mine}


@dataclass(frozen=True, slots=True)
class Errand:
    """One query, and those that it answers, wholly or in part."""

    query: Query
    askings: frozenset[Asking]


def errands(askings: Collection[Asking]) -> list[Errand]:
    """Return the queries to make: merged, or those of each by itself if they are no more."""
    distinct = list(dict.fromkeys(askings))
    apart = [Errand(query, frozenset({one})) for one in distinct for query in one.queries]
    together = list(merged_errands(distinct))
    return together if len(together) < len(apart) else apart


def merged_errands(askings: Sequence[Asking]) -> Iterator[Errand]:
    """Ask about everybody in every piece of all windows in which somebody asks about them."""
    for piece in pieces(one.window for one in askings):
        present = [one for one in askings if one.window.overlaps(piece)]
        ids = list(dict.fromkeys(each for one in present for each in one.calendar_ids))
        batch_of = {each: place // CALENDARS_A_QUERY for place, each in enumerate(ids)}
        wanted = [(one, {batch_of[each] for each in one.calendar_ids}) for one in present]
        for number, batch in enumerate(batches(ids)):
            yield Errand(Query(batch, piece), frozenset(one for one, numbers in wanted if number in numbers))


def whole(parts: Iterable[tuple[Query, Mapping[str, Found]]]) -> dict[str, Reading]:
    """Put together what several queries found. Raise `AvailabilityUnknown` if anything is unread."""
    ordered = sorted(parts, key=lambda part: part[0].window.start)
    return joined({one: readable(found) for one, found in part.items()} for _, part in ordered)


def readable(found: Found) -> Reading:
    if isinstance(found, Unread):
        raise AvailabilityUnknown(f"free/busy: {', '.join(sorted(found.reasons))}")
    return found


def unread(found: Mapping[str, Found]) -> frozenset[str]:
    """Return why some calendars could not be read."""
    return frozenset[str]().union(*(one.reasons for one in found.values() if isinstance(one, Unread)))


def cut(found: Found, window: Interval) -> Found:
    """Return what a narrower query would have found. Busy times are in order and do not touch."""
    if isinstance(found, Unread) or not found.busy:
        return found
    first = bisect_right(found.busy, window.start, key=lambda busy: busy.end)
    last = bisect_left(found.busy, window.end, key=lambda busy: busy.start)
    inside = list(found.busy[first:last])
    for place in {0, -1} if inside else ():  # no other can reach over an end of the window
        inside[place] = Interval(max(inside[place].start, window.start), min(inside[place].end, window.end))
    return Reading(found.visibility, tuple(inside))
