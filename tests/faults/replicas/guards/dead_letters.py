"""Off: a record that nobody can be told about is passed over."""

from worker.engine.dead_letters import DeadLetters
from worker.engine.record import Record
from worker.errors import Unanswerable


def off() -> None:
    async def pass_over(_letters: DeadLetters, _record: Record, _error: Unanswerable) -> None:
        """Leave no trace of it."""

    DeadLetters.unanswerable = pass_over  # type: ignore[method-assign, assignment]  # the guard is what goes
