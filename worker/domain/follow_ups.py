"""Follow-ups: something to be done at a moment, and how insistently to remind of it.

A follow-up is an event of half an hour that blocks nobody.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from worker.domain.calendar_event import Reminder, ReminderMethod
from worker.domain.interval import Interval

LENGTH = timedelta(minutes=30)


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


def _popup(minutes: int) -> Reminder:
    return Reminder(ReminderMethod.POPUP, minutes)


def _email(minutes: int) -> Reminder:
    return Reminder(ReminderMethod.EMAIL, minutes)


_LOW = (_popup(15),)
_NORMAL = (*_LOW, _email(60))
_HIGH = (*_NORMAL, _email(1440))
_URGENT = (*_HIGH, _popup(5), _popup(60))

_REMINDERS = {
    Priority.LOW: _LOW,
    Priority.NORMAL: _NORMAL,
    Priority.HIGH: _HIGH,
    Priority.URGENT: _URGENT,
}


def follow_up_time(due: datetime) -> Interval:
    return Interval(due, due + LENGTH)


def reminders_by_priority(priority: Priority) -> tuple[Reminder, ...]:
    """Return what is wished for, however little time is left."""
    return _REMINDERS[priority]
