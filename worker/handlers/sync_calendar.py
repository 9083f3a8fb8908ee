"""Read a calendar now, because a command asks for it, and say what came of it.

What it came to is stored in the transaction that takes it in, so whoever continues after a crash
answers with the same figures, and publishes nothing a second time.
"""

from dataclasses import dataclass

from worker.domain.account import Account
from worker.errors import WorkerError
from worker.handlers.answer import Answer
from worker.handlers.home_calendar import HomeCalendar
from worker.handlers.progress import SyncProgress
from worker.handlers.synchroniser import Asked, Synchroniser
from worker.messages.commands.sync_calendar import SyncCalendar
from worker.messages.results.synchronised import SynchronisedData
from worker.messages.texts import Texts
from worker.ports.calendar import Accounts, Calendar
from worker.ports.clock import Clock
from worker.ports.commands import Claim
from worker.ports.synchronisation import Outcome, Progress, Republish


@dataclass(frozen=True, slots=True)
class SyncHandler:
    accounts: Accounts
    calendar: Calendar
    homes: HomeCalendar
    synchroniser: Synchroniser
    texts: Texts
    clock: Clock

    async def __call__(self, command: SyncCalendar, claim: Claim | None) -> Answer:
        if claim is None:
            return await self._preview(command)
        done = SyncProgress.load(claim.progress)
        outcome = done.outcome if done else await self._synchronise(command, claim)
        data = _data(command, outcome)
        message = self.texts.synchronised(
            command.locale, changed=data.changed, published=data.published if data.full else None
        )
        return Answer(message, data)

    async def _synchronise(self, command: SyncCalendar, claim: Claim) -> Outcome:
        try:
            account, calendar_id = await self._where(command)
            return await self.synchroniser(account, calendar_id, _asked(command, claim))
        except WorkerError as error:
            error.nothing_written = True  # what is taken in is stored with the progress, or not at all
            raise

    async def _preview(self, command: SyncCalendar) -> Answer:
        """Make sure that the calendar can be read, by one page of what lies ahead. Nothing is counted."""
        account, calendar_id = await self._where(command)
        await self.calendar.list_everything(account, calendar_id, self.clock.now())
        nothing = Outcome(read=0, changed=0, published=0)
        return Answer(self.texts.would_synchronise(command.locale), _data(command, nothing))

    async def _where(self, command: SyncCalendar) -> tuple[Account, str]:
        account = await self.accounts.account(command.user_id)
        return account, (await self.homes.named(account, command.calendar_id)).id


def _asked(command: SyncCalendar, claim: Claim) -> Asked:
    range_ = command.range.interval if command.range else None
    return Asked(
        locale=command.locale,
        trace=claim.trace,
        republish=Republish(range_) if command.full else None,
        progress=Progress(claim, lambda outcome: SyncProgress(outcome=outcome).dump()),
        deadline=command.deadline,
    )


def _data(command: SyncCalendar, outcome: Outcome) -> SynchronisedData:
    return SynchronisedData(
        read=outcome.read, changed=outcome.changed, published=outcome.published, full=command.full
    )
