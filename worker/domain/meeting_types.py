"""The kinds of meeting: what a command leaves open, its meeting type decides.

The four that are built in are the contract's. An installation may change them and add its own;
what a command says itself always counts before its type.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from worker.domain.calendar_event import Reminder, ReminderMethod
from worker.domain.follow_ups import Priority
from worker.domain.titles import LONGEST_TITLE, shortened
from worker.domain.working_hours import Hours

USUAL_DURATION = timedelta(minutes=30)
NO_GAP = timedelta(0)
TITLE = "{title}"
"""What stands in a text for the title that the command gives its meeting."""

MEETING_REMINDERS = (
    Reminder(ReminderMethod.EMAIL, 1440),
    Reminder(ReminderMethod.POPUP, 30),
    Reminder(ReminderMethod.POPUP, 10),
)
"""Of a meeting whose command and type name none."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One text for people, in each of their languages."""

    ro: str
    en: str

    def in_locale(self, locale: str) -> str:
        return self.en if locale == "en" else self.ro

    def about(self, title: str, locale: str) -> str:
        """Fill in the title that the command gives its meeting."""
        return self.in_locale(locale).replace(TITLE, title)


@dataclass(frozen=True, slots=True)
class TypicalFollowUp:
    """Something to do after each meeting of a type."""

    title: Wording
    """A pattern, as a title's."""
    after: timedelta
    """From the end of the meeting until it is due."""
    priority: Priority = Priority.NORMAL
    follow_up_type: str | None = None
    """A label, as an agent's own."""


@dataclass(frozen=True, slots=True)
class MeetingType:
    name: str
    """As commands and the private property `vai_meeting_type` have it."""
    duration: timedelta = USUAL_DURATION
    gap_before: timedelta = NO_GAP
    gap_after: timedelta = NO_GAP
    hours: Hours | None = None
    """In each participant's own zone; None: as if there were no type."""
    reminders: tuple[Reminder, ...] = MEETING_REMINDERS
    label: Wording | None = None
    """What people are shown for the name; None: the name in words."""
    titles: Wording | None = None
    """Patterns; None: the command's title as it is."""
    descriptions: Wording | None = None
    """Patterns of plain text, where the command has no description."""
    follow_ups: tuple[TypicalFollowUp, ...] = ()
    """Made with each meeting whose command does not say what follows it."""

    def title(self, given: str, locale: str) -> str:
        """Return what a meeting is called whose command calls it so."""
        return shortened(self.titles.about(given, locale), LONGEST_TITLE) if self.titles else given

    def description(self, title: str, locale: str) -> str | None:
        """Return what a meeting is about whose command does not say it, as plain text."""
        return self.descriptions.about(title, locale) if self.descriptions else None


MeetingTypes = Mapping[str, MeetingType]
"""By name."""


def by_name(*types: MeetingType) -> MeetingTypes:
    return MappingProxyType({each.name: each for each in types})


BUILT_IN = by_name(
    MeetingType("sales_meeting", timedelta(minutes=45)),
    MeetingType("support_session", timedelta(minutes=30)),
    MeetingType("team_check_in", timedelta(minutes=15)),
    MeetingType("follow_up_call", timedelta(minutes=20)),
)


def usual_duration(meeting_type: MeetingType | None) -> timedelta:
    """Return how long a meeting takes whose command does not say."""
    return meeting_type.duration if meeting_type else USUAL_DURATION
