"""Tells of reminders at their moment, a batch at a time.

A thousand may come due in one second, on the hour: each batch is a short transaction of its own, and between
two of them everybody else has a turn.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from worker.ports.reminders import Reminders

AT_ONCE: Final = 100


class ReminderMetrics(Protocol):
    def reminder_told(self, late: timedelta) -> None:
        """Count one, which came into the outbox so long after its moment."""
        ...

    def reminders_dropped(self, number: int) -> None:
        """Count those that were not told any more."""
        ...


@dataclass(frozen=True, slots=True)
class DueReminders:
    reminders: Reminders
    metrics: ReminderMetrics

    async def tell_due(self) -> bool:
        """Tell what is due. Return whether there may be more."""
        told = await self.reminders.tell_due(AT_ONCE)
        for late in told.late:
            self.metrics.reminder_told(late)
        self.metrics.reminders_dropped(told.dropped)
        return told.taken == AT_ONCE
