"""Release a hold: its time is anybody's again."""

from dataclasses import dataclass

from worker.handlers.answer import Answer
from worker.handlers.progress import ReleaseProgress
from worker.messages.commands.release_hold import ReleaseHold
from worker.messages.results.released import ReleasedData
from worker.messages.sentences import RELEASED, WOULD_RELEASE
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts
from worker.ports.commands import Claim
from worker.ports.reservations import Reservations


@dataclass(frozen=True, slots=True)
class ReleaseHandler:
    accounts: Accounts
    reservations: Reservations
    texts: Texts

    async def __call__(self, command: ReleaseHold, claim: Claim | None) -> Answer:
        if claim is None or ReleaseProgress.load(claim.progress) is None:
            await self.accounts.account(command.user_id)
            await self._release(command, claim)
        message = self.texts.say(command.locale, WOULD_RELEASE if claim is None else RELEASED)
        return Answer(message, ReleasedData(hold_id=command.hold_id))

    async def _release(self, command: ReleaseHold, claim: Claim | None) -> None:
        """Give the hold back, or in a dry run see that it could be. Raise `Refused`: `hold_…`."""
        if claim is None:
            await self.reservations.ensure_releasable(command.user_id, command.hold_id)
        else:
            await self.reservations.release_hold(claim, command.hold_id, ReleaseProgress().dump())
