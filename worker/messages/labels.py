"""The words that stand before values in an event's description, for the event's readers."""

from typing import Final

from worker.domain.description import DescriptionLabels, StatusLabels
from worker.domain.meeting_types import MeetingType
from worker.messages.texts import Texts

MEETING_TYPES: Final = {
    "sales_meeting": "Sales meeting",
    "support_session": "Support session",
    "team_check_in": "Team check-in",
    "follow_up_call": "Follow-up call",
}
PRIORITIES: Final = {"low": "low", "normal": "normal", "high": "high", "urgent": "urgent"}
FOLLOW_UP_TITLE: Final = "Follow-up: {title}"
LABELS: Final = {
    "meeting_type": "Kind of meeting",
    "follow_ups": "What comes next",
    "follow_up_type": "Kind of task",
    "priority": "Priority",
    "meeting": "After the meeting",
    "agent": "Arranged by the agent",
    "conversation": "Conversation",
}
STATUS_LABELS: Final = {"status": "Status", "note": "Note"}


def description_labels(texts: Texts, locale: str) -> DescriptionLabels:
    return DescriptionLabels(**{name: texts.say(locale, label) for name, label in LABELS.items()})


def status_labels(texts: Texts, locale: str) -> StatusLabels:
    return StatusLabels(**{name: texts.say(locale, label) for name, label in STATUS_LABELS.items()})


def meeting_type_name(texts: Texts, locale: str, meeting_type: MeetingType | None) -> str | None:
    """Return what people are shown for a type: its label, else its name in words."""
    if meeting_type is None:
        return None
    if meeting_type.label is not None:
        return meeting_type.label.in_locale(locale)
    named = MEETING_TYPES.get(meeting_type.name)
    return texts.say(locale, named) if named else meeting_type.name.replace("_", " ").capitalize()


def priority_name(texts: Texts, locale: str, priority: str) -> str:
    return texts.say(locale, PRIORITIES[priority])


def follow_up_title(texts: Texts, locale: str, title: str) -> str:
    return texts.say(locale, FOLLOW_UP_TITLE, title=title)
