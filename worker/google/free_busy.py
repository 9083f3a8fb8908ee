"""Free/busy queries: as few as the API allows, and read without guessing.

A query takes 50 calendars, and more than about 90 days are refused, so a window is cut into
pieces of 60. What is wrong with one calendar stands inside a good answer: "not found" is
lasting (Google says it of calendars that it does not show), anything else is taken to pass, and
is the matter of who asked for that calendar alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from worker.domain.availability import Reading, Visibility
from worker.domain.interval import Interval, merge
from worker.google.call import FREE_BUSY_QUERY, Call, Json

CALENDARS_A_QUERY = 50
LONGEST_WINDOW = timedelta(days=60)
MOST_READ_AT_ONCE = 2_000
"""Busy times; a larger answer is read in a thread, so that nothing waits for it."""
LASTING = frozenset({"notFound", "groupTooBig"})

Span: TypeAlias = tuple[datetime, datetime]

NOT_VISIBLE = Reading(Visibility.NOT_VISIBLE)


@dataclass(frozen=True, slots=True)
class Unread:
    """A calendar that could not be read, for reasons that are taken to pass."""

    reasons: frozenset[str]


MISSING = Unread(frozenset({"a calendar is missing from the answer"}))

Found: TypeAlias = Reading | Unread


@dataclass(frozen=True, slots=True)
class Query:
    """Calendars, by lower-case id, and a window small enough to be asked about at once."""

    calendar_ids: Sequence[str]
    window: Interval

    @property
    def body(self) -> Json:
        return {
            "timeMin": self.window.start.isoformat(),
            "timeMax": self.window.end.isoformat(),
            "calendarExpansionMax": CALENDARS_A_QUERY,
            "items": [{"id": one} for one in self.calendar_ids],
        }

    @property
    def call(self) -> Call:
        return Call(FREE_BUSY_QUERY, body=self.body)

    def read(self, body: Any) -> dict[str, Found]:
        """Return what the answer says of each calendar asked for."""
        entries = {**folded(body.get("groups", {})), **folded(body["calendars"])}
        return {one: self._found(entries.get(one)) for one in self.calendar_ids}

    def _found(self, entry: Mapping[str, Any] | None) -> Found:
        if entry is None:
            return MISSING
        reasons = frozenset(str(error.get("reason")) for error in entry.get("errors", ()))
        if reasons - LASTING:
            return Unread(reasons - LASTING)
        if reasons or "busy" not in entry:  # a group has only the names of its members
            return NOT_VISIBLE
        return Reading(Visibility.READABLE, tuple(self._busy(entry["busy"])))

    def _busy(self, entries: Iterable[Mapping[str, str]]) -> Iterator[Interval]:
        for start, end in merged(span(one["start"], one["end"]) for one in entries):
            inside = max(start, self.window.start), min(end, self.window.end)
            if inside[0] < inside[1]:
                yield Interval(*inside)


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


def pieces(windows: Iterable[Interval]) -> list[Interval]:
    """Return the fewest stretches of time that one query each can be about, and that cover all windows.

    One may reach over a gap between windows, but never so far that it saves no query.
    """
    found: list[Interval] = []
    for stretch in merge(windows):
        start = stretch.start
        if found and start < (reach := found[-1].start + LONGEST_WINDOW):
            start = min(stretch.end, reach)
            found[-1] = Interval(found[-1].start, start)
        while start < stretch.end:
            end = min(start + LONGEST_WINDOW, stretch.end)
            found.append(Interval(start, end))
            start = end
    return found


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
