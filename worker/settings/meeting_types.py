"""What an installation's file says of meeting types, read as strictly as a command is.

A type says only what differs: of one that is built in, only the named keys change; of a new one,
the rest is as if a command named no type. A text is one string for everybody, or a table by language.
"""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import AfterValidator, Discriminator, Field, Tag, ValidationInfo
from pydantic_core import PydanticCustomError

from worker.domain.calendar_event import Reminder
from worker.domain.follow_ups import Priority as Urgency
from worker.domain.meeting_types import TITLE, MeetingType, TypicalFollowUp, Wording
from worker.handlers.work_time import hours_of
from worker.messages.commands.reminder import Reminders
from worker.messages.commands.time_search import DurationMinutes, Minutes
from worker.messages.commands.working_hours import WorkingHours
from worker.messages.fields import Entries, Label, Priority, Prose, Title
from worker.messages.problems import short
from worker.messages.wire import ReadAs, Wire

MOST_FOLLOW_UPS: Final = 10
LONGEST_AFTER: Final = timedelta(days=366)
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")
_AFTER: Final = re.compile(r"(?P<number>[0-9]{1,6}) (?P<unit>minute|hour|day|week)s?")

T = TypeVar("T")


def _known_placeholders(text: str) -> str:
    for found in _PLACEHOLDER.findall(text):
        if found != TITLE:
            problem = f"holds {short(found)}; only {TITLE} is known, the title that the command gives"
            raise PydanticCustomError("custom", "{problem}", {"problem": problem})
    return text


def _after(text: str, _info: ValidationInfo) -> timedelta:
    """Read a time after the meeting's end; a day is 24 hours."""
    found = _AFTER.fullmatch(text)
    if found is None:
        raise PydanticCustomError("custom", "must be a time as `30 minutes`, `2 hours`, `1 day` or `2 weeks`")
    after = timedelta(**{f"{found['unit']}s": int(found["number"])})
    if after > LONGEST_AFTER:
        raise PydanticCustomError("custom", f"must be at most {LONGEST_AFTER.days} days")
    return after


class ByLocale(Wire, Generic[T]):
    """A text in both languages."""

    ro: T
    en: T


def _form(value: Any) -> str:
    return "@table" if isinstance(value, dict) else "@text"


def _wording(given: str | ByLocale[str], _info: ValidationInfo) -> Wording:
    return Wording(given, given) if isinstance(given, str) else Wording(given.ro, given.en)


def _worded(kind: Any) -> ReadAs:
    return ReadAs(
        Annotated[
            Annotated[kind, Tag("@text")] | Annotated[ByLocale[kind], Tag("@table")], Discriminator(_form)
        ],
        _wording,
    )


_NotEmpty = Annotated[Prose, Field(min_length=1)]
_Name = Annotated[Wording, _worded(Label)]
_Titles = Annotated[Wording, _worded(Annotated[Title, AfterValidator(_known_placeholders)])]
_Descriptions = Annotated[Wording, _worded(Annotated[_NotEmpty, AfterValidator(_known_placeholders)])]


class FollowUpEntry(Wire):
    """Something to do after each meeting of a type."""

    title: _Titles
    after: Annotated[timedelta, ReadAs(str, _after)]
    priority: Priority = "normal"
    type: Label | None = None

    def follow_up(self) -> TypicalFollowUp:
        return TypicalFollowUp(self.title, self.after, Urgency(self.priority), self.type)


class TypeEntry(Wire):
    """What the file says of one type."""

    label: _Name | None = None
    duration_minutes: DurationMinutes | None = None
    gap_before_minutes: Minutes | None = None
    gap_after_minutes: Minutes | None = None
    working_hours: WorkingHours | None = None
    reminders: Reminders | None = None
    title: _Titles | None = None
    description: _Descriptions | None = None
    follow_ups: Annotated[tuple[FollowUpEntry, ...], Entries(most=MOST_FOLLOW_UPS)] | None = None

    def changed(self, meeting_type: MeetingType) -> MeetingType:
        """Return a type with all that the file names of it."""
        decided: dict[str, Any] = {
            "label": self.label,
            "duration": _minutes(self.duration_minutes),
            "gap_before": _minutes(self.gap_before_minutes),
            "gap_after": _minutes(self.gap_after_minutes),
            "hours": hours_of(self.working_hours) if self.working_hours else None,
            "reminders": self._reminders(),
            "titles": self.title,
            "descriptions": self.description,
            "follow_ups": self._follow_ups(),
        }
        return replace(meeting_type, **{name: value for name, value in decided.items() if value is not None})

    def _reminders(self) -> tuple[Reminder, ...] | None:
        if self.reminders is None:
            return None
        return tuple(Reminder(each.method, each.minutes) for each in self.reminders)

    def _follow_ups(self) -> tuple[TypicalFollowUp, ...] | None:
        return None if self.follow_ups is None else tuple(each.follow_up() for each in self.follow_ups)


def _minutes(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(minutes=number)
