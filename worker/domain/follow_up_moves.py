"""What becomes of a meeting's follow-ups when the meeting gets another time.

They go as far as the meeting does, on the clock on the wall where they are: what is due two days
after it at ten stays due two days after it at ten. A change that is decided names where the follow-up was,
so that whoever comes late with it sees that somebody else has moved it meanwhile.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from worker.domain.calendar_event import CalendarEvent, EventKey, EventPatch
from worker.domain.due_time import workable
from worker.domain.interval import Interval
from worker.domain.own_writes import WRITE_ID
from worker.domain.reminders import REMINDERS, for_another_time
from worker.domain.revision import Revision, patched
from worker.domain.work_time import WorkTime
from worker.domain.zones import UnknownZone, first_valid, zone

KEEP_DUE: Final = "vai_keep_due"
"""The private property of a follow-up that stays due when it is, whoever is at work then."""


@dataclass(frozen=True, slots=True)
class FollowUpMove:
    """A follow-up that is to have another time."""

    base: CalendarEvent
    """The version that was read."""
    patch: EventPatch
    via: Interval | None = None
    """Where an earlier move, still owed when this one was decided, would have taken it."""

    @property
    def key(self) -> EventKey:
        return self.base.key

    @property
    def revision(self) -> Revision:
        return Revision(self.base, self.patch)

    @property
    def planned(self) -> CalendarEvent:
        """The follow-up as it would be."""
        return patched(self.base, self.patch)

    def is_made(self, event: CalendarEvent) -> bool:
        """Tell whether this very move is what brought the event where it is, or was."""
        return event.property_named(WRITE_ID) == dict(self.patch.private)[WRITE_ID]

    def is_due_for(self, event: CalendarEvent) -> bool:
        """Tell whether the event still is where it was left; elsewhere a person has put it meanwhile."""
        return not event.is_cancelled and event.when is not None and event.when in {self.base.when, self.via}

    def onto(self, event: CalendarEvent, stamp: str) -> "FollowUpMove":
        """Return the same move of another version: a write of its own, with a stamp of its own."""
        private = tuple(sorted({**dict(self.patch.private), WRITE_ID: stamp}.items()))
        return replace(self, base=event, patch=replace(self.patch, private=private))


@dataclass(frozen=True, slots=True)
class Course:
    """Where a meeting goes, and what its follow-ups have to heed."""

    old: datetime
    new: datetime
    now: datetime
    work: WorkTime
    """Of the user whose calendar it is."""

    def move(self, follow_up: CalendarEvent, stamp: str, via: Interval | None = None) -> FollowUpMove | None:
        """Return how a follow-up goes along, or None where it stays: it has begun, or would have.

        `via`: where it was to go already, which was not done yet.
        """
        if follow_up.is_cancelled or follow_up.when is None or follow_up.when.start <= self.now:
            return None
        to = self._destination(follow_up, via or follow_up.when)
        if to.start <= self.now or (to == follow_up.when and via is None):
            return None
        return FollowUpMove(follow_up, self._patch(follow_up, to, stamp), via)

    def _destination(self, follow_up: CalendarEvent, here: Interval) -> Interval:
        start = shifted(here.start, self.old, self.new, self._place(follow_up))
        if follow_up.property_named(KEEP_DUE) is None:
            start = workable(start, self.work, self.now)
        return Interval(start, start + here.duration)

    def _place(self, follow_up: CalendarEvent) -> ZoneInfo:
        try:
            return zone(follow_up.time_zone or "")
        except UnknownZone:
            return self.work.zone

    def _patch(self, follow_up: CalendarEvent, to: Interval, stamp: str) -> EventPatch:
        reminders = for_another_time(follow_up, to.start, self.now)
        more = {} if reminders is None else {REMINDERS: reminders.rule or ""}
        return EventPatch(
            when=to,
            time_zone=follow_up.time_zone,
            private=tuple(sorted({WRITE_ID: stamp, **more}.items())),
            reminders=None if reminders is None else reminders.given,
        )


def shifted(instant: datetime, old: datetime, new: datetime, place: ZoneInfo) -> datetime:
    """Return an instant as far from where it was as `new` is from `old`, by the clocks of a place."""
    return first_valid(_wall(instant, place) + _apart(old, new, place), place)


def _apart(old: datetime, new: datetime, place: ZoneInfo) -> timedelta:
    return _wall(new, place) - _wall(old, place)


def _wall(instant: datetime, place: ZoneInfo) -> datetime:
    return instant.astimezone(place).replace(tzinfo=None, fold=0)
