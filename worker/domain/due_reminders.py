"""When the reminders of an event that this system made are due: those that stand in the event itself.

What a calendar reminds of by its own defaults is not known here. An all-day event has no moment. Of one
of our events that a person made a series, the series' own start counts, and none of its instances.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from worker.domain.calendar_event import CalendarEvent, Reminder
from worker.domain.wanted_events import MADE_BY, OURSELVES

TOLD_AFTER_THE_END: Final = timedelta(days=1)
"""For so long a reminder that nobody could tell in time is still told: of a task that was not done, it is
better late than never, and whoever is told sees when the event was. What is older helps nobody."""


@dataclass(frozen=True, slots=True)
class DueReminder:
    """One reminder of one event. Whoever moves the event makes another of it."""

    reminder: Reminder
    starts_at: datetime

    @property
    def due_at(self) -> datetime:
        return self.starts_at - timedelta(minutes=self.reminder.minutes)


def due_reminders(event: CalendarEvent | None) -> frozenset[DueReminder]:
    """Return every reminder of an event, those whose moment has passed among them."""
    if event is None or event.when is None or not _reminds(event):
        return frozenset()
    return frozenset(DueReminder(one, event.when.start) for one in event.reminders or ())


def known_since(seen: CalendarEvent, before: CalendarEvent | None) -> datetime | None:
    """Return since when the reminders count that are new in this version, or None: from now on.

    They do since it was written: what came due before anybody saw it is told late. Google does not date
    a change of reminders alone, and a version whose reminders nobody read may have been told in full.
    """
    if before is not None and (before.reminders is None or before.updated == seen.updated):
        return None
    return seen.updated


def is_to_be_told(due: DueReminder, last_seen: CalendarEvent | None, now: datetime) -> bool:
    """Say whether a reminder whose moment has come still stands in the event as it was last seen."""
    if last_seen is None or last_seen.when is None or due not in due_reminders(last_seen):
        return False
    return now <= last_seen.when.end + TOLD_AFTER_THE_END


def _reminds(event: CalendarEvent) -> bool:
    is_ours = event.property_named(MADE_BY) == OURSELVES
    is_timed_one = event.all_day is None and event.recurring_event_id is None
    return is_ours and is_timed_one and not event.is_cancelled
