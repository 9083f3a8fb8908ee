"""Brings each command to its handler; a type without one is an error of the type checker."""

from dataclasses import dataclass
from typing import assert_never

from worker.handlers.answer import Answer
from worker.handlers.cancel_meeting import CancelHandler
from worker.handlers.check_availability import AvailabilityHandler
from worker.handlers.schedule_meeting import ScheduleHandler
from worker.handlers.sync_calendar import SyncHandler
from worker.messages.commands.cancel_meeting import CancelMeeting
from worker.messages.commands.check_availability import CheckAvailability
from worker.messages.commands.known import ServedCommand
from worker.messages.commands.schedule_meeting import ScheduleMeeting
from worker.messages.commands.sync_calendar import SyncCalendar
from worker.ports.commands import Claim


@dataclass(frozen=True, slots=True)
class Router:
    schedule: ScheduleHandler
    availability: AvailabilityHandler
    cancel: CancelHandler
    sync: SyncHandler

    async def __call__(self, command: ServedCommand, claim: Claim | None) -> Answer:
        """Run a command. `claim` is None for a dry run."""
        match command:
            case ScheduleMeeting():
                return await self.schedule(command, claim)
            case CheckAvailability():
                return await self.availability(command)
            case CancelMeeting():
                return await self.cancel(command, claim)
            case SyncCalendar():
                return await self.sync(command, claim)
            case _:
                assert_never(command)
