"""Brings one command to its end: claim it, run it, store the answer, publish it.

Every try has a claim of its own, given back before a wait, so whoever takes the command up
goes on from the progress that is stored. What is stored is published as it is stored, and a
record counts as done only after that.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from worker.codes import Code
from worker.engine.claiming import FIRST_LOOK, Claiming
from worker.engine.intake import Job
from worker.engine.measures import EngineMetrics
from worker.engine.replies import Replies
from worker.engine.results import Results
from worker.engine.slots import Slot
from worker.engine.trial import Retry, Trial, Trials, Withhold, known_or_unknown, settlement_of
from worker.errors import LeaseLost, Refused, TransientError
from worker.handlers.answer import Answer
from worker.messages.commands.known import AnyCommand
from worker.messages.headers import trace_of
from worker.ports.clock import Clock
from worker.ports.commands import (
    Claim,
    ClaimOutcome,
    Commands,
    Finished,
    Forgotten,
    HeldElsewhere,
    Reused,
    Settlement,
    StoredAnswer,
    Withheld,
)

Handler = Callable[[AnyCommand, Claim | None], Awaitable[Answer]]
"""Runs a command; without a claim it changes nothing and says what it would do."""

LOOK_AGAIN = timedelta(seconds=15)
"""When a withheld command is tried next, unless its error says when."""


@dataclass(frozen=True, slots=True)
class Settled:
    outcome: str
    answer: StoredAnswer | None = None
    """None where the result is withheld. It is stored, but for a refusal that consumes no id."""


@dataclass(frozen=True, slots=True)
class Execution:
    handle: Handler
    commands: Commands
    claiming: Claiming
    replies: Replies
    results: Results
    trials: Trials
    clock: Clock
    metrics: EngineMetrics

    async def __call__(self, job: Job, slot: Slot) -> str:
        """Return how it ended, in a word. Raise a defect, or what is to be waited out."""
        trial = self.trials.new(job.command.deadline)
        while True:
            taken = await self.claiming.take(job.request, slot)
            self._count_delivery(taken.outcome, slot)
            trial.in_doubt |= taken.was_held
            match taken.outcome:
                case Claim() as claim:
                    traced = replace(claim, trace=trace_of(job.reply))
                    if outcome := await self._try(job, traced, trial, slot):
                        return outcome
                case Finished(answer):
                    await self.replies.send(answer, job.reply)
                    return "repeated"
                case Withheld():
                    if await self.commands.wait(job.request, job.reply):
                        return "withheld"
                case Reused() | Forgotten() as used:
                    return await self._refuse(job, used_up(used, trial))

    def _count_delivery(self, found: ClaimOutcome, slot: Slot) -> None:
        """Count a record whose command is known to the store, as it was found first."""
        if slot.knows_claim:
            return
        slot.knows_claim = True
        match found:
            case Claim(fence=1) | Reused() | Forgotten() | HeldElsewhere():
                return
            case Claim():
                self.metrics.redelivered("begun")
            case Withheld():
                self.metrics.redelivered("withheld")
            case Finished():
                self.metrics.redelivered("finished")

    async def _try(self, job: Job, claim: Claim, trial: Trial, slot: Slot) -> str | None:
        """Return how it ended, or None after the wait for the next try."""
        try:
            settled = await self._settle(job, claim, trial)
        except Retry as retry:
            await slot.wait(retry.after)
            return None
        except LeaseLost:
            trial.in_doubt = True
            await slot.wait(FIRST_LOOK)
            return None
        if settled.answer:
            await self.replies.send(settled.answer, job.reply)
        return settled.outcome

    async def _settle(self, job: Job, claim: Claim, trial: Trial) -> Settled:
        """Run the command once, and store how it ended. Raise `Retry`, `LeaseLost` or a defect."""
        async with self.claiming.given_back_on_failure(claim):
            trial.begin(claim)
            match await self._run(job, claim, trial):
                case Answer() as answer:
                    stored = self.results.stored(job.envelope, answer)
                    settlement = replace(answer.settlement, trace=claim.trace)
                    return await self._finish(claim, stored, settlement, "succeeded")
                case Refused(code=Code.INVALID_COMMAND) as refused:
                    await self.commands.unclaim(claim)
                    unstored = self.results.unstored(job.envelope, refused, job.record)
                    return Settled(refused.code, unstored)
                case Refused() as refused:
                    stored = self.results.stored(job.envelope, refused)
                    return await self._finish(claim, stored, settlement_of(refused), refused.code)
                case Withhold(cause):
                    return await self._park(job, claim, cause)

    async def _run(self, job: Job, claim: Claim, trial: Trial) -> Answer | Refused | Withhold:
        try:
            self._refuse_expired(job, claim)
            return await self.handle(job.command, claim)
        except (Refused, TransientError) as error:
            verdict = trial.verdict(error)
        if isinstance(verdict, Retry):
            raise verdict
        return verdict

    async def _finish(
        self, claim: Claim, answer: StoredAnswer, settlement: Settlement, outcome: str
    ) -> Settled:
        await self.commands.finish(claim, answer, settlement)
        return Settled(outcome, answer)

    async def _park(self, job: Job, claim: Claim, cause: TransientError) -> Settled:
        notice = self.results.delayed(job.envelope, cause)
        notice = replace(notice, headers=notice.headers + trace_of(job.reply))
        await self.commands.withhold(claim, job.reply, cause.retry_after or LOOK_AGAIN, notice)
        return Settled("withheld")

    def _refuse_expired(self, job: Job, claim: Claim) -> None:
        """Look at the deadline, until a write may have begun; from then on its handler does."""
        deadline = job.command.deadline
        if deadline and not claim.may_have_written and deadline <= self.clock.now():
            raise Refused(Code.EXPIRED, "the deadline has passed")

    async def _refuse(self, job: Job, refused: Refused) -> str:
        await self.replies.send(self.results.unstored(job.envelope, refused, job.record), job.reply)
        return refused.code


def used_up(used: Reused | Forgotten, trial: Trial) -> Refused:
    """Return the answer where an id was used before; its user may have been forgotten this very moment."""
    if isinstance(used, Reused):
        return Refused(Code.COMMAND_ID_REUSED, "the id was used for another body")
    gone = Refused(Code.ACCOUNT_NOT_CONNECTED, "the account was disconnected since this id was used")
    return known_or_unknown(gone) if trial.in_doubt else gone
