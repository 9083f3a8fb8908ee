"""When a write may have been lost: what counts as an answer, and what does not.

One read proves nothing, because the write may still be on its way. Two absences at least
60 s apart, with no write of ours under way, do: a call ends after 10 s (architecture,
"Booking without double booking"). Until then no failure to look is an answer either.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from worker.errors import Code, OutcomeUncertain, Refused, TransientError
from worker.handlers.progress import Progress
from worker.ports.clock import Clock
from worker.ports.commands import Claim, Commands

APART = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not known about the writes of one command."""

    commands: Commands
    clock: Clock
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
        now, first = self.clock.now(), self.progress.no_effect_since
        if first is None:
            await self.commands.save(self.claim, self.progress.changed(no_effect_since=now).dump())
            raise OutcomeUncertain("no effect seen yet", retry_after=APART)
        if now - first < APART:
            raise OutcomeUncertain("no effect seen yet", retry_after=APART - (now - first))

    async def note_definite_no(self) -> None:
        """Remember that no write took effect, so that the next run need not doubt."""
        await self.commands.save(self.claim, self.progress.changed(nothing_written=True).dump())

    async def note_new_write(self) -> None:
        """Remember that a write may be under way again, before it is."""
        if self.progress.nothing_written:
            progress = self.progress.changed(nothing_written=False, no_effect_since=None)
            await self.commands.save(self.claim, progress.dump())

    @contextmanager
    def while_reading(self, *, certain: bool = False) -> Iterator[None]:
        """Turn a read that fails into `OutcomeUncertain` while doubt is open (or `certain` to be due)."""
        try:
            yield
        except TransientError as error:
            if certain or self.is_open:
                raise OutcomeUncertain(str(error), retry_after=error.retry_after) from error
            raise
        except Refused as error:
            if certain or self.is_open:
                raise Refused(Code.OUTCOME_UNKNOWN, f"the calendar cannot be read: {error.detail}") from error
            raise
