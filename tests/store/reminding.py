"""Ana's calendar and its reminders, in one store, whose time can be let pass."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.store.reading import Reading, Told, version
from worker.domain.calendar_event import CalendarEvent, Reminder, ReminderMethod
from worker.domain.interval import Interval
from worker.ports.reminders import Reminders

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reminding:
    reading: Reading
    reminders: Reminders
    began: datetime
    """By the store's clock."""
    let_pass: Callable[[timedelta], Awaitable[None]] = field(repr=False)

    def meeting(self, number: int = 1, *minutes: int, starts: float = 60, **fields: Any) -> CalendarEvent:
        """Return a meeting of ours, written an hour ago, that starts in so many minutes."""
        start = self.began + starts * MINUTE
        given = {"updated": self.began - HOUR + number * MINUTE, "when": Interval(start, start + HOUR)}
        return version(number, **{**given, "reminders": popups(*minutes), **fields})

    async def told(self, after: float = 0) -> list[tuple[str, int]]:
        """Let so many minutes pass, and return event and minutes of every reminder that is told then."""
        await self.let_pass(after * MINUTE)
        await self.reminders.tell_due(100)
        due = [one.body for one in await self.taken() if one.kind == "due"]
        return [(body["event_id"], body["minutes"]) for body in due]

    async def taken(self) -> Sequence[Told]:
        """Take everything that waits to be published."""
        return await self.reading.told()


def popups(*minutes: int) -> tuple[Reminder, ...]:
    return tuple(Reminder(ReminderMethod.POPUP, each) for each in minutes)
