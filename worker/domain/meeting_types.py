"""The kinds of meeting that are built in, how long each takes, and how people are reminded."""

from datetime import timedelta
from enum import StrEnum

from worker.domain.calendar_event import Reminder, ReminderMethod


class MeetingType(StrEnum):
    SALES_MEETING = "sales_meeting"
    SUPPORT_SESSION = "support_session"
    TEAM_CHECK_IN = "team_check_in"
    FOLLOW_UP_CALL = "follow_up_call"

    @property
    def duration(self) -> timedelta:
        return _DURATIONS[self]


_DURATIONS = {
    MeetingType.SALES_MEETING: timedelta(minutes=45),
    MeetingType.SUPPORT_SESSION: timedelta(minutes=30),
    MeetingType.TEAM_CHECK_IN: timedelta(minutes=15),
    MeetingType.FOLLOW_UP_CALL: timedelta(minutes=20),
}

USUAL_DURATION = timedelta(minutes=30)

MEETING_REMINDERS = (
    Reminder(ReminderMethod.EMAIL, 1440),
    Reminder(ReminderMethod.POPUP, 30),
    Reminder(ReminderMethod.POPUP, 10),
)
"""Of a meeting whose command names none."""


def usual_duration(meeting_type: MeetingType | None) -> timedelta:
    """Return how long a meeting takes whose command does not say."""
    return meeting_type.duration if meeting_type else USUAL_DURATION
