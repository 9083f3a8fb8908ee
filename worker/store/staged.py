"""What a version of an event that was put aside means, once it stands beside what is known."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from worker.domain.calendar_event import CalendarEvent
from worker.domain.own_writes import OwnWrite
from worker.domain.presence import occurs_after
from worker.domain.versions import Verdict, is_bare, judge
from worker.store.snapshots import end_of

NEAR = timedelta(days=1)
"""The end of an all-day event is known no better: it depends on the calendar's zone."""


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


def fate(known: CalendarEvent, since: datetime, *, overtaken: bool) -> Verdict:
    """Return whether an event that a reading of everything since then did not name is gone by that.

    `EARLIER`: it was over before. `overtaken`: it was seen after that reading began.
    """
    if known.is_cancelled or not occurs_after(known, since):
        return Verdict.EARLIER
    end = end_of(known)
    is_close = known.all_day is not None and end is not None and end <= since + NEAR
    if end is None or is_close or overtaken:
        return Verdict.DOUBTFUL
    return Verdict.LATER
