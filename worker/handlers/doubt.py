"""When a write may have been lost: what counts as an answer, and what does not.

One read proves nothing, because the write may still be on its way. Two absences at least
60 s apart, with no write of ours under way, do: a call ends after 10 s. The database's clock
tells them apart, because the two may be seen by two replicas. Until then no failure to look
is an answer either.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from worker.codes import Code
from worker.errors import (
    EventNotFound,
    GoogleSaid,
    OutcomeUncertain,
    Refused,
    TransientError,
    WorkerError,
)
from worker.handlers.progress import Progress
from worker.ports.commands import Claim, Commands

APART = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not known about the writes of one command."""

    commands: Commands
    claim: Claim
    progress: Progress

    @property
    def is_open(self) -> bool:
        """Whether an earlier write of this command may have taken effect."""
        return self.claim.may_have_written and not self.progress.nothing_written

    async def confirm_no_effect(self) -> None:
        """Return if nothing was written, surely; else raise `OutcomeUncertain`."""
        if not self.is_open:
            return
        now = await self.commands.time()
        since = self.progress.no_effect_since or now
        if now - since < APART:
            await self.commands.save(self.claim, self.progress.changed(no_effect_since=since).dump())
            raise OutcomeUncertain("no effect seen yet", retry_after=APART - (now - since))

    async def note_definite_no(self) -> None:
        """Remember that no write took effect, so that the next run need not doubt."""
        await self.commands.save(self.claim, self.progress.changed(nothing_written=True).dump())

    async def end_with(self, no: WorkerError) -> None:
        """Return if Google's definite no to a write is the last word, and say so on it.

        Raise `OutcomeUncertain` while an earlier write may still take effect.
        """
        await self.confirm_no_effect()
        await self.note_definite_no()
        no.nothing_written = True

    async def note_new_write(self) -> None:
        """Remember that a write may be under way again, before it is: what was seen counts no more."""
        progress = self.progress.before_a_write()
        if progress != self.progress:
            await self.commands.save(self.claim, progress.dump())

    @contextmanager
    def while_reading(self, *, certain: bool = False) -> Iterator[None]:
        """Say what a failed read means while doubt is open, or while it is `certain` that an event is there.

        It is `OutcomeUncertain` where it may pass, and `outcome_unknown` where it will not. A read
        that Google finds wrong is our defect, but it says nothing about the write.
        """
        try:
            yield
        except (TransientError, Refused, GoogleSaid) as error:
            if certain or (self.is_open and not isinstance(error, EventNotFound)):
                raise _undecided(error) from error
            raise


def _undecided(error: WorkerError) -> OutcomeUncertain | Refused:
    if isinstance(error, Refused) and not error.code.is_failure:
        return Refused(Code.OUTCOME_UNKNOWN, f"the calendar cannot be read: {error.detail}")
    retry_after = error.retry_after if isinstance(error, TransientError) else None
    return OutcomeUncertain(f"the calendar cannot be read now: {error}", retry_after=retry_after)
