"""What `data` holds in the results of each type: one shape of a success, and those of some refusals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from worker.codes import Code
from worker.messages.outgoing import Outward
from worker.messages.results.account import ConnectedData, DisconnectedData
from worker.messages.results.availability import AvailabilityData, NoSlotData
from worker.messages.results.cancelled import CancelledData
from worker.messages.results.held import HeldData
from worker.messages.results.not_visible import NotVisibleData
from worker.messages.results.one_event import OneEventData
from worker.messages.results.released import ReleasedData
from worker.messages.results.rescheduled import RescheduledData
from worker.messages.results.scheduled import ScheduledData
from worker.messages.results.slot_taken import SlotTakenData
from worker.messages.results.synchronised import SynchronisedData
from worker.messages.results.upcoming import UpcomingData
from worker.messages.results.updated import UpdatedData
from worker.messages.results.watch import WatchedData, WatchStoppedData


@dataclass(frozen=True, slots=True)
class Shapes:
    success: type[Outward]
    refused: Mapping[Code, type[Outward]] = field(default_factory=dict)
    """By the error's code; `data` is empty beside any other."""


NO_TIME: Final[Mapping[Code, type[Outward]]] = {
    Code.NO_SLOT: NoSlotData,
    Code.SLOT_TAKEN: SlotTakenData,
    Code.NOT_VISIBLE: NotVisibleData,
}
DATA_OF: Final[dict[str, Shapes]] = {
    "schedule_meeting": Shapes(ScheduledData, NO_TIME),
    "check_availability": Shapes(AvailabilityData, {Code.NOT_VISIBLE: NotVisibleData}),
    "hold_slot": Shapes(HeldData, {Code.SLOT_TAKEN: SlotTakenData}),
    "release_hold": Shapes(ReleasedData),
    "update_status": Shapes(OneEventData),
    "reschedule_meeting": Shapes(RescheduledData, NO_TIME),
    "update_meeting": Shapes(UpdatedData, {Code.SLOT_TAKEN: SlotTakenData}),
    "cancel_meeting": Shapes(CancelledData),
    "create_follow_up": Shapes(OneEventData),
    "sync_calendar": Shapes(SynchronisedData),
    "list_upcoming": Shapes(UpcomingData),
    "get_meeting": Shapes(OneEventData),
    "watch_calendar": Shapes(WatchedData),
    "stop_watch": Shapes(WatchStoppedData),
    "connect_account": Shapes(ConnectedData),
    "disconnect_account": Shapes(DisconnectedData),
}
