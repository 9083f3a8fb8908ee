"""Say which times suit everybody, why others do not, and book nothing."""

from dataclasses import dataclass

from worker.domain.slot_check import check_slot
from worker.handlers.answer import Answer
from worker.handlers.invitation import Invitation
from worker.handlers.survey import Surveyor
from worker.messages.commands.check_availability import CheckAvailability
from worker.messages.results.availability import AvailabilityData
from worker.messages.results.slot import SlotData
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts
from worker.ports.commands import Claim


@dataclass(frozen=True, slots=True)
class AvailabilityHandler:
    accounts: Accounts
    surveyor: Surveyor
    texts: Texts

    async def __call__(self, command: CheckAvailability, claim: Claim | None = None) -> Answer:
        account = await self.accounts.account(command.user_id)
        slot = command.slot.interval if command.slot else None
        survey = await self.surveyor.read(Invitation.of(command, account), slot)
        result = await self.surveyor.search(survey.question(command.limit, slot), claim)
        data = AvailabilityData.of(result, command.limit, survey.read_at, self.texts, command.locale)
        if slot is not None:  # this one or none; what else there is stands in the suggestions
            exact = SlotData.exact(slot, command.time_zone, self.texts, command.locale)
            free = not check_slot(survey.request, slot)
            data = data.model_copy(update={"slots": (exact,) if free else ()})
        return Answer(self.texts.slots_found(command.locale, len(data.slots)), data)
