"""What a version of an event that was put aside means, once it stands beside what is known."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from worker.domain.calendar_event import CalendarEvent
from worker.domain.interval import Interval
from worker.domain.own_writes import OwnWrite
from worker.domain.versions import Verdict, is_bare, judge
from worker.store.snapshots import end_of

ANY_ZONE = timedelta(hours=14)
"""Midnight of a day lies within so much of its midnight in UTC, wherever one is."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A version that was read, and what the store knows of its event."""

    event: CalendarEvent
    settled: bool = False
    """Whether it was read by itself, because of a doubt."""
    before: CalendarEvent | None = None
    overtaken: bool = False
    """Whether `before` may have been seen after this version was read."""
    writes: tuple[OwnWrite, ...] = ()
    """What commands of ours wrote, or are about to write, to this event."""

    def verdict(self, since: datetime) -> Verdict:
        """Return what it means. What ended before `since` and is not known was forgotten: no news."""
        if self.before is not None:
            return judge(self.event, self.before, overtaken=self.overtaken, settled=self.settled)
        if self.event.is_cancelled:
            return self._of_unknown_tombstone()
        end = end_of(self.event)
        return Verdict.EARLIER if end is not None and end <= since else Verdict.LATER

    def _of_unknown_tombstone(self) -> Verdict:
        """Keep what says that an instance of a series is not held, or that our own new event went."""
        is_ours = any(write.draft for write in self.writes)
        if is_ours and is_bare(self.event) and not self.settled:
            return Verdict.DOUBTFUL
        return Verdict.LATER if is_ours or self.event.recurring_event_id else Verdict.EARLIER


def lies_within(event: CalendarEvent, when: Interval) -> bool:
    """Tell whether any part of an event, or of one of a series, lies in a time."""
    if event.all_day is not None:
        first, after = (datetime.combine(day, time(), UTC) for day in event.all_day)
        start, end = first - ANY_ZONE, after + ANY_ZONE
    elif event.when is not None:
        start, end = event.when.start, event.when.end
    else:
        return True
    return start < when.end and (bool(event.recurrence) or when.start < end)
