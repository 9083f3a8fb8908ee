"""What ends a worker that cannot go on: remembered, for whoever asks while it ends."""

from collections.abc import Awaitable
from dataclasses import dataclass

from worker.engine.slots import Abandoned
from worker.errors import WorkerError


@dataclass(slots=True)
class Failure:
    cause: str | None = None
    """In words for an operator; None while all is well."""

    async def noting(self, work: Awaitable[None]) -> None:
        """Do what the whole worker ends with, should it fail. The first failure counts."""
        try:
            await work
        except Abandoned:  # a record that goes to its next owner
            raise
        except Exception as error:
            self.cause = self.cause or cause_of(error)
            raise


def cause_of(error: Exception) -> str:
    """Say what went wrong. Of an error that is not ours only the kind: its text may name people."""
    if isinstance(error, ExceptionGroup):
        return cause_of(error.exceptions[0])
    if isinstance(error, WorkerError):
        return str(error)
    return f"a defect, {type(error).__name__}: see the log"
