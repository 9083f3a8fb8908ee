"""What goes wrong next with a fake, because a test wants it to."""

from dataclasses import dataclass

from worker.errors import WorkerError


@dataclass(frozen=True, slots=True)
class Failure:
    """The next call of an operation raises this, before or after it took effect."""

    operation: str
    error: WorkerError
    after_the_effect: bool = False
