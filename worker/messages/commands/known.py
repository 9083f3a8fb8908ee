"""The commands that this worker understands, and the topic each belongs on."""

from typing import Final, Literal

from worker.messages.commands.cancel_meeting import CancelMeeting
from worker.messages.commands.check_availability import CheckAvailability
from worker.messages.commands.schedule_meeting import ScheduleMeeting

AnyCommand = ScheduleMeeting | CheckAvailability | CancelMeeting
TopicGroup = Literal["schedule", "update", "sync"]
"""The last part of a command topic's name."""

COMMANDS: Final[dict[str, type[AnyCommand]]] = {
    "schedule_meeting": ScheduleMeeting,
    "check_availability": CheckAvailability,
    "cancel_meeting": CancelMeeting,
}
GROUP_OF: Final[dict[str, TopicGroup]] = {
    "schedule_meeting": "schedule",
    "check_availability": "schedule",
    "cancel_meeting": "update",
}
