"""What the fields of commands are made of, as Python writes them.

A moment is an aware `datetime`; RFC 3339 text and a local time with its zone will do as well. A
person is an address, or a `Participant` where there is more to say. A stretch of time is a pair
of moments, or a slot of an earlier answer.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Literal, Required, TypedDict

from worker.messages.commands.working_hours import Weekday
from worker.messages.fields import Priority
from worker.messages.results.slot import SlotData, TimeSpan


class LocalTime(TypedDict):
    """What the clocks of a place show."""

    local: str
    """Date and time without an offset, as `2026-03-30T10:00`."""
    time_zone: str


Moment = datetime | str | LocalTime


class Span(TypedDict):
    start: Moment
    end: Moment


Stretch = tuple[Moment, Moment] | Span | TimeSpan | SlotData


class Shift(TypedDict):
    """Hours on some days of the week; an end that is not after the start runs over midnight."""

    days: Sequence[Weekday]
    start: time | str
    end: time | str


class ExceptionalHours(TypedDict, total=False):
    """Other hours than the week's on a date, in shifts if there are several; without any, a day off."""

    date: Required[date | str]
    start: time | str | None
    end: time | str | None


WorkingHours = Shift | Sequence[Shift]
Day = date | Weekday
"""A date or, as text, an ISO date or the name of a weekday."""


class Participant(TypedDict, total=False):
    """Somebody who is asked to a meeting."""

    email: Required[str]
    name: str | None
    required: bool
    """Without, the time only ranks better if it suits this person."""
    time_zone: str | None
    working_hours: WorkingHours | None
    exceptions: Sequence[ExceptionalHours] | None


People = Sequence[str | Participant]


class Reminder(TypedDict):
    method: Literal["popup", "email"]
    minutes: int


class FollowUp(TypedDict, total=False):
    """Something to do after a meeting."""

    title: Required[str]
    description: str | None
    due: Required[Moment]
    keep_due: bool
    follow_up_type: str | None
    priority: Priority
