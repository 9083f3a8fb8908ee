"""Answers a `dry_run`: what would be done, with nothing claimed, written or remembered."""

from dataclasses import dataclass

from worker.codes import Code
from worker.engine.execution import Handler
from worker.engine.intake import Job
from worker.engine.replies import Replies
from worker.engine.results import Results
from worker.engine.slots import Slot
from worker.engine.trial import Retry, Trial, Trials, Withhold
from worker.errors import Refused, TransientError
from worker.handlers.answer import Answer
from worker.ports.clock import Clock


@dataclass(frozen=True, slots=True)
class Rehearsal:
    handle: Handler
    replies: Replies
    results: Results
    trials: Trials
    clock: Clock

    async def __call__(self, job: Job, slot: Slot) -> str:
        """Return how it ended, in a word; raise a defect."""
        trial = self.trials.new(job.command.deadline)
        end = await self._run(job, trial)
        while isinstance(end, Retry):
            await slot.wait(end.after)
            end = await self._run(job, trial)
        await self.replies.send(self.results.unstored(job.envelope, end, job.record), job.reply)
        return end.code if isinstance(end, Refused) else "succeeded"

    async def _run(self, job: Job, trial: Trial) -> Answer | Refused | Retry:
        try:
            self._refuse_expired(job)
            return await self.handle(job.command, None)
        except Refused as refused:
            return refused
        except TransientError as error:
            match trial.verdict(error):
                case Withhold():
                    raise RuntimeError("a rehearsal wrote something") from error
                case verdict:
                    return verdict

    def _refuse_expired(self, job: Job) -> None:
        if job.command.deadline and job.command.deadline <= self.clock.now():
            raise Refused(Code.EXPIRED, "the deadline has passed")
