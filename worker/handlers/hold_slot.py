"""Hold a time: see that it is free, and promise it to nobody else until an instant.

The hold and the answer to it are stored in one transaction: whoever takes the command over finds
both or neither. Where another command was quicker, everything is read again to say by whom.
"""

from dataclasses import dataclass

from worker.codes import Code
from worker.domain.account import Account
from worker.domain.event_ids import HOLD, event_id
from worker.errors import ConcurrentChange, Refused
from worker.handlers.answer import Answer
from worker.handlers.exact_slot import ensure_free
from worker.handlers.invitation import Invitation
from worker.handlers.progress import HoldProgress
from worker.handlers.survey import Survey, Surveyor
from worker.messages.commands.hold_slot import HoldSlot
from worker.messages.commands.time_search import TimeSearch
from worker.messages.results.held import HeldData
from worker.messages.sentences import HELD, WOULD_HOLD
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts
from worker.ports.clock import Clock
from worker.ports.commands import Claim, Commands
from worker.ports.reservations import Hold, Reservations

READINGS = 5
"""How often everything is read again because another command took the time at that very moment."""
ALTERNATIVES_FROM = 20
"""How many slots are looked at for other times to propose."""


@dataclass(frozen=True, slots=True)
class HoldRules:
    """What holds are held to, whoever asks."""

    limit: int = 20
    """Live ones of a user."""
    zone_name: str = "Europe/Bucharest"
    """For other times that are proposed: the command names no zone."""


USUAL = HoldRules()


@dataclass(frozen=True, slots=True)
class HoldHandler:
    accounts: Accounts
    surveyor: Surveyor
    reservations: Reservations
    commands: Commands
    texts: Texts
    clock: Clock
    rules: HoldRules

    async def __call__(self, command: HoldSlot, claim: Claim | None) -> Answer:
        if claim is not None and (held := HoldProgress.load(claim.progress)):
            return self._answer(command, held)
        account = await self.accounts.account(command.user_id)
        await self.reservations.ensure_may_hold(command.user_id, self.rules.limit)
        survey = await self._look(command, account, claim)
        if claim is None:
            return self._preview(command, survey)
        for _ in range(READINGS):
            if held := await self._hold(command, survey, claim):
                return self._answer(command, held)
            survey = await self._look(command, account, claim)
        raise ConcurrentChange("the time was taken and given back again and again")

    async def _look(self, command: HoldSlot, account: Account, claim: Claim | None) -> Survey:
        """Return the calendars in which the slot is free. Raise `Refused` `slot_taken`."""
        invitation = _invitation(command, account, self.rules.zone_name)
        survey = await self.surveyor.read(invitation, command.slot.interval)
        question = survey.question(ALTERNATIVES_FROM, command.slot.interval)
        result = await self.surveyor.search(question, claim)
        ensure_free(command.slot.interval, survey, result, self.texts, command.locale)
        return survey

    async def _hold(self, command: HoldSlot, survey: Survey, claim: Claim) -> HoldProgress | None:
        """Return until when the time is held, or None if somebody has just taken it.

        Raise `Refused` `expired` if to read took too long.
        """
        if command.deadline is not None and self.clock.now() >= command.deadline:
            raise Refused(Code.EXPIRED, "the deadline passed before the time could be held")
        until = await self.commands.time() + command.ttl
        held = HoldProgress(hold_id=_hold_id(command), expires_at=until, unknown=survey.unknown)
        hold = Hold(held.hold_id, command.slot.interval, survey.required)
        placed = await self.reservations.place_hold(claim, hold, until, self.rules.limit, held.dump())
        return held if placed else None

    def _preview(self, command: HoldSlot, survey: Survey) -> Answer:
        until = self.clock.now() + command.ttl
        data = HeldData(hold_id=None, expires_at=until, unknown_participants=survey.unknown)
        return Answer(self._message(command, WOULD_HOLD), data)

    def _answer(self, command: HoldSlot, held: HoldProgress) -> Answer:
        data = HeldData(hold_id=held.hold_id, expires_at=held.expires_at, unknown_participants=held.unknown)
        return Answer(self._message(command, HELD), data)

    def _message(self, command: HoldSlot, sentence: str) -> str:
        start = command.slot.start
        when = self.texts.when(command.locale, start, self.rules.zone_name)
        return self.texts.say(command.locale, sentence, when=when)


def _hold_id(command: HoldSlot) -> str:
    return event_id(command.user_id, command.command_id, HOLD)


def _invitation(command: HoldSlot, account: Account, zone_name: str) -> Invitation:
    """Return the same as for a meeting of this `slot` and these people, with nothing else said."""
    search = TimeSearch(
        type=command.type,
        command_id=command.command_id,
        user_id=command.user_id,
        locale=command.locale,
        slot=command.slot,
        time_zone=zone_name,
    )
    return Invitation(search, account, command.participants, command.slot.interval.duration)
