"""Free/busy queries: as few as the API allows, and read without guessing.

A query takes 50 calendars, and more than about 90 days are refused, so a window is cut into
pieces of 60. What is wrong with one calendar stands inside a good answer: "not found" is
lasting (Google says it of calendars that it does not show), anything else is taken to pass.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from worker.domain.availability import Reading, Visibility
from worker.domain.interval import Interval, merge
from worker.errors import AvailabilityUnknown
from worker.google.call import FREE_BUSY_QUERY, Call

CALENDARS_A_QUERY = 50
LONGEST_WINDOW = timedelta(days=60)
MOST_READ_AT_ONCE = 2_000
"""Busy times; a larger answer is read in a thread, so that nothing waits for it."""
LASTING = frozenset({"notFound", "groupTooBig"})

Span: TypeAlias = tuple[datetime, datetime]

NOT_VISIBLE = Reading(Visibility.NOT_VISIBLE)


@dataclass(frozen=True, slots=True)
class Query:
    """Calendars, by lower-case id, and a window small enough to be asked about at once."""

    calendar_ids: Sequence[str]
    window: Interval

    @property
    def call(self) -> Call:
        body = {
            "timeMin": self.window.start.isoformat(),
            "timeMax": self.window.end.isoformat(),
            "calendarExpansionMax": CALENDARS_A_QUERY,
            "items": [{"id": one} for one in self.calendar_ids],
        }
        return Call(FREE_BUSY_QUERY, body=body)

    def read(self, body: Any) -> dict[str, Reading]:
        """Return a reading for each calendar asked for. Raise `AvailabilityUnknown` if one is missing."""
        entries = {**folded(body.get("groups", {})), **folded(body["calendars"])}
        return {one: self._reading(entries.get(one)) for one in self.calendar_ids}

    def _reading(self, entry: Mapping[str, Any] | None) -> Reading:
        if entry is None:
            raise AvailabilityUnknown("free/busy: a calendar is missing from the answer")
        reasons = {str(error.get("reason")) for error in entry.get("errors", ())}
        if reasons - LASTING:
            raise AvailabilityUnknown(f"free/busy: {', '.join(sorted(reasons - LASTING))}")
        if reasons or "busy" not in entry:  # a group has only the names of its members
            return NOT_VISIBLE
        return Reading(Visibility.READABLE, tuple(self._busy(entry["busy"])))

    def _busy(self, entries: Iterable[Mapping[str, str]]) -> Iterator[Interval]:
        for start, end in merged(span(one["start"], one["end"]) for one in entries):
            inside = max(start, self.window.start), min(end, self.window.end)
            if inside[0] < inside[1]:
                yield Interval(*inside)


def queries(calendar_ids: Collection[str], window: Interval) -> list[Query]:
    distinct = sorted({one.lower() for one in calendar_ids})
    return [Query(ids, piece) for piece in pieces(window) for ids in batches(distinct)]


def is_large(body: Any) -> bool:
    """Tell whether it takes long to read an answer: some 3 µs for each busy time."""
    times = sum(len(entry.get("busy", ())) for entry in body["calendars"].values())
    return times > MOST_READ_AT_ONCE


def joined(answers: Iterable[Mapping[str, Reading]]) -> dict[str, Reading]:
    """Put the pieces of a window together, in their order.

    A calendar is readable only if it was in every piece.
    """
    whole: dict[str, Reading] = {}
    for answer in answers:
        for one, reading in answer.items():
            whole[one] = both(whole[one], reading) if one in whole else reading
    return whole


def both(first: Reading, second: Reading) -> Reading:
    if Visibility.NOT_VISIBLE in {first.visibility, second.visibility}:
        return NOT_VISIBLE
    border = merge((*first.busy[-1:], *second.busy[:1]))  # nothing else can touch
    return Reading(Visibility.READABLE, (*first.busy[:-1], *border, *second.busy[1:]))


def pieces(window: Interval) -> Iterator[Interval]:
    start = window.start
    while start < window.end:
        end = min(start + LONGEST_WINDOW, window.end)
        yield Interval(start, end)
        start = end


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), CALENDARS_A_QUERY):
        yield ids[start : start + CALENDARS_A_QUERY]


def folded(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {one.lower(): entry for one, entry in entries.items()}


def merged(spans: Iterable[Span]) -> list[Span]:
    """Do as `worker.domain.interval.merge`, ten times as fast: there may be tens of thousands."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if not found or found[-1][1] < start:
            found.append((start, end))
        elif found[-1][1] < end:
            found[-1] = (found[-1][0], end)
    return found


def span(start: str, end: str) -> Span:
    began, ended = datetime.fromisoformat(start), datetime.fromisoformat(end)
    if began >= ended:
        raise ValueError("a busy time that is empty or backwards")
    return began, ended
