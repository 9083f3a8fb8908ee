"""The commands of the contract, the topic each belongs on, and those that are carried out now."""

from typing import Final, Literal, get_args

from worker.messages.commands.cancel_meeting import CancelMeeting
from worker.messages.commands.check_availability import CheckAvailability
from worker.messages.commands.schedule_meeting import ScheduleMeeting
from worker.messages.commands.sync_calendar import SyncCalendar

AnyCommand = ScheduleMeeting | CheckAvailability | CancelMeeting | SyncCalendar
ServedCommand = ScheduleMeeting | CheckAvailability | CancelMeeting
"""What has a handler. Whoever adds one adds its case to `worker.handlers.router`."""
TopicGroup = Literal["schedule", "update", "sync"]
"""The last part of a command topic's name."""

COMMANDS: Final[dict[str, type[AnyCommand]]] = {
    "schedule_meeting": ScheduleMeeting,
    "check_availability": CheckAvailability,
    "cancel_meeting": CancelMeeting,
    "sync_calendar": SyncCalendar,
}
SERVED: Final[dict[str, type[ServedCommand]]] = {
    model.model_fields["type"].default: model for model in get_args(ServedCommand)
}
GROUP_OF: Final[dict[str, TopicGroup]] = {
    "schedule_meeting": "schedule",
    "check_availability": "schedule",
    "cancel_meeting": "update",
    "sync_calendar": "sync",
}
