"""Which reminders an event gets where nobody names them one by one, and what of that is written down.

None lies in the past, so what an event has depends on when it was made. The event itself keeps what
its rule wished, and how much of it there was time for: so for another time the rule can be applied anew,
and reminders that a person changed meanwhile are told from those that the rule gave.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from worker.domain.calendar_event import CalendarEvent, Reminder, ReminderMethod

REMINDERS: Final = "vai_reminders"
"""The private property that says what the rule wished."""
MOST_REMINDERS = 5
"""Google keeps no more for one event."""


@dataclass(frozen=True, slots=True)
class ReminderSet:
    """What an event is reminded by."""

    given: tuple[Reminder, ...]
    rule: str | None = None
    """What the event says of the rule that gave them; None where somebody wished for these very ones."""

    @classmethod
    def as_wished(cls, wished: Iterable[Reminder], start: datetime, now: datetime) -> Self:
        return cls(still_ahead(wished, start, now))

    @classmethod
    def by_rule(cls, wished: Iterable[Reminder], start: datetime, now: datetime) -> Self:
        wished = tuple(wished)
        given = still_ahead(wished, start, now)
        return cls(given, _text(given, [each for each in wished if each not in given]))


def still_ahead(reminders: Iterable[Reminder], start: datetime, now: datetime) -> tuple[Reminder, ...]:
    """Return the reminders whose moment has not passed yet, no two the same, at most five. Both in UTC."""
    ahead = [each for each in dict.fromkeys(reminders) if start - timedelta(minutes=each.minutes) >= now]
    return tuple(ahead[:MOST_REMINDERS])


def for_another_time(event: CalendarEvent, start: datetime, now: datetime) -> ReminderSet | None:
    """Return what an event is reminded by at another time, or None where it keeps what it has.

    It does unless what it has is what its rule gave it: otherwise a person has made up their mind.
    """
    rule = _read(event.property_named(REMINDERS))
    if rule is None or event.reminders is None or set(event.reminders) != set(rule[0]):
        return None
    anew = ReminderSet.by_rule((*rule[0], *rule[1]), start, now)
    return None if set(anew.given) == set(rule[0]) else anew


def _text(given: Iterable[Reminder], passed: Iterable[Reminder]) -> str:
    return "|".join(",".join(f"{each.method}:{each.minutes}" for each in part) for part in (given, passed))


def _read(text: str | None) -> tuple[tuple[Reminder, ...], tuple[Reminder, ...]] | None:
    """Return what was given and what had passed, or None where the event says nothing that makes sense."""
    try:
        given, passed = (text or "").split("|")
        return _listed(given), _listed(passed)
    except ValueError:
        return None


def _listed(text: str) -> tuple[Reminder, ...]:
    return tuple(_reminder(each) for each in text.split(",") if each)


def _reminder(text: str) -> Reminder:
    method, minutes = text.split(":")
    return Reminder(ReminderMethod(method), int(minutes))
