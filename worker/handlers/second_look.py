"""Look once more before a write whether the time is still free, where the first look is a while ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from worker.domain.account import Account
from worker.domain.availability import OnNotVisible, Reading, Visibility
from worker.domain.interval import Interval
from worker.handlers.progress import ChosenProgress
from worker.ports.calendar import Calendar

FRESH = timedelta(seconds=5)
"""A reading older than this is looked at again before the write.

So is one of the future, whose age nobody knows: the clock was set back, or was another replica's.
"""


def is_fresh(progress: ChosenProgress, now: datetime) -> bool:
    return timedelta(0) <= now - progress.read_at <= FRESH


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What is to be looked at again."""

    account: Account
    progress: ChosenProgress
    on_not_visible: OnNotVisible
    moved: Interval | None = None
    """The time of the meeting that moves: whoever is busy then is busy with it."""

    async def is_free(self, calendar: Calendar) -> bool:
        """Tell whether nothing is in the way, neither in the slot nor in its gaps."""
        seats = self.progress.seats
        around = self.progress.slot.widened(seats.gap_before, seats.gap_after)
        calendars = sorted(seats.emails | {seats.event.calendar_id})
        readings = await calendar.free_busy(self.account, calendars, around)
        return all(self._lets(reading, around) for reading in readings.values())

    def _lets(self, reading: Reading, around: Interval) -> bool:
        """Tell whether a calendar is free; one that vanished from sight follows the policy."""
        unseen = reading.visibility is Visibility.NOT_VISIBLE
        if unseen and self.on_not_visible is not OnNotVisible.TREAT_FREE:
            return False
        rest = reading if self.moved is None else reading.freed(self.moved)
        return not any(busy.overlaps(around) for busy in rest.busy)
