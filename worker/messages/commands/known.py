"""The commands of the contract, and the topic each belongs on."""

from typing import Final, Literal, get_args

from worker.messages.commands.cancel_meeting import CancelMeeting
from worker.messages.commands.check_availability import CheckAvailability
from worker.messages.commands.connect_account import ConnectAccount
from worker.messages.commands.create_follow_up import CreateFollowUp
from worker.messages.commands.disconnect_account import DisconnectAccount
from worker.messages.commands.get_meeting import GetMeeting
from worker.messages.commands.hold_slot import HoldSlot
from worker.messages.commands.list_upcoming import ListUpcoming
from worker.messages.commands.release_hold import ReleaseHold
from worker.messages.commands.reschedule_meeting import RescheduleMeeting
from worker.messages.commands.schedule_meeting import ScheduleMeeting
from worker.messages.commands.stop_watch import StopWatch
from worker.messages.commands.sync_calendar import SyncCalendar
from worker.messages.commands.update_meeting import UpdateMeeting
from worker.messages.commands.update_status import UpdateStatus
from worker.messages.commands.watch_calendar import WatchCalendar

AnyCommand = (
    ScheduleMeeting
    | CheckAvailability
    | HoldSlot
    | ReleaseHold
    | UpdateStatus
    | RescheduleMeeting
    | UpdateMeeting
    | CancelMeeting
    | CreateFollowUp
    | SyncCalendar
    | ListUpcoming
    | GetMeeting
    | WatchCalendar
    | StopWatch
    | ConnectAccount
    | DisconnectAccount
)
"""Whoever adds one gives it a handler in `worker.app.wiring`."""
TopicGroup = Literal["schedule", "update", "sync"]
"""The last part of a command topic's name."""

COMMANDS: Final[dict[str, type[AnyCommand]]] = {
    model.model_fields["type"].default: model for model in get_args(AnyCommand)
}
GROUP_OF: Final[dict[str, TopicGroup]] = {
    "schedule_meeting": "schedule",
    "check_availability": "schedule",
    "hold_slot": "schedule",
    "release_hold": "schedule",
    "update_status": "update",
    "reschedule_meeting": "update",
    "update_meeting": "update",
    "cancel_meeting": "update",
    "create_follow_up": "update",
    "sync_calendar": "sync",
    "list_upcoming": "sync",
    "get_meeting": "sync",
    "watch_calendar": "sync",
    "stop_watch": "sync",
    "connect_account": "sync",
    "disconnect_account": "sync",
}
