"""Which of two versions of an event is the later one, as far as that can be told.

Google dates every version but a bare tombstone. Two of one date, or a tombstone that may be
older than what is known, are settled by a reading of that event alone: never by a guess.
"""

from dataclasses import replace
from enum import Enum, auto

from worker.domain.calendar_event import CalendarEvent, EventStatus
from worker.domain.changes import compare


class Verdict(Enum):
    LATER = auto()
    """It counts from now on; also where nothing can be seen to differ."""
    EARLIER = auto()
    DOUBTFUL = auto()
    """Only a reading of its own can tell."""


def judge(
    seen: CalendarEvent, known: CalendarEvent | None, *, overtaken: bool, settled: bool = False
) -> Verdict:
    """Return what a version that was read means beside the one that is known.

    `overtaken`: what is known may have been seen after this version was read.
    `settled`: it was read by itself, because of a doubt.
    """
    if known is None:
        return Verdict.LATER
    if seen.updated and known.updated and seen.updated != known.updated:
        return Verdict.LATER if seen.updated > known.updated else Verdict.EARLIER
    if compare(known, seen) is None or (settled and not overtaken):
        return Verdict.LATER
    if _one_was_deleted(seen, known) and (seen.is_cancelled or overtaken):
        return Verdict.LATER if seen.is_cancelled else Verdict.EARLIER
    is_dated = seen.updated is not None and known.updated is not None
    return Verdict.DOUBTFUL if is_dated or overtaken else Verdict.LATER


def _one_was_deleted(seen: CalendarEvent, known: CalendarEvent) -> bool:
    """Tell whether the two are one version of Google's, and one of them what a deletion left of it."""
    is_same = bool(seen.etag) and (seen.etag, seen.updated) == (known.etag, known.updated)
    return is_same and seen.is_cancelled != known.is_cancelled


def is_bare(event: CalendarEvent) -> bool:
    """Tell whether a tombstone says nothing of the event that it was."""
    has_time = event.when is not None or event.all_day is not None
    return event.is_cancelled and not has_time and not event.private


def remembered(seen: CalendarEvent, known: CalendarEvent | None) -> CalendarEvent:
    """Return what to keep of a version: a tombstone that says nothing keeps what was known."""
    if known is None or not is_bare(seen):
        return seen
    updated = seen.updated or known.updated
    return replace(known, status=EventStatus.CANCELLED, etag=seen.etag, updated=updated)


def vanished(known: CalendarEvent) -> CalendarEvent:
    """Return what is left of an event that a reading of everything did not name.

    It has no version of Google's any more: whatever comes under the old one is looked at again.
    """
    return replace(known, status=EventStatus.CANCELLED, etag="")
