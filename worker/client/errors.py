"""What goes wrong on an agent's side, before a command is sent or after its answer was read.

    ClientError
    ├── InvalidCommand     the worker would refuse it: nothing was sent; `problems` names every field
    ├── CommandIdReused    another command has this id: nothing was sent
    ├── ClientClosed       used before it was opened, or after it was closed: nothing was sent
    ├── NotSucceeded       `or_raise` of an answer that is no success; it carries the answer
    └── UnreadableRecord   a record of the worker's that makes no sense here: read it from `record`

That nobody knows yet what came of a command is no error, and neither is a no: both are answers.
What is wrong with Kafka comes as `worker.errors` has it: `Misconfigured` for what has to be set right
first, `BrokerUnavailable` when no broker can be reached at the start, and `PlaceLost` when changes were
missed.
"""

from collections.abc import Sequence

from worker.engine.record import Record
from worker.errors import FieldProblem

MOST_TOLD = 5
"""Problems that an error's text quotes; `problems` has all."""


class ClientError(Exception):
    """Root of every error of the client's own."""


class InvalidCommand(ClientError, ValueError):
    """The worker would refuse the command, so it was not sent."""

    def __init__(self, command_type: str, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        told = "; ".join(map(_told, self.problems[:MOST_TOLD]))
        more = len(self.problems) - MOST_TOLD
        super().__init__(f"{command_type}: {told}" + (f"; and {more} more" if more > 0 else ""))


class CommandIdReused(ClientError):
    """Another command was sent under this id, so this one was not."""


class ClientClosed(ClientError):
    """The client is not open, so nothing was sent."""


class NotSucceeded(ClientError):
    """A success was asked for, and the answer is another."""

    def __init__(self, told: str, answer: object) -> None:
        super().__init__(told)
        self.answer = answer
        """`Rejected`, `Failed` or `Unsettled`."""


class UnreadableRecord(ClientError):
    """A record of the worker's is not what this version of the client can read."""

    def __init__(self, problem: str, record: Record) -> None:
        super().__init__(f"{record.topic}[{record.partition}]@{record.offset}: {problem}")
        self.record = record


def _told(problem: FieldProblem) -> str:
    choices = f" ({', '.join(problem.choices)})" if problem.choices else ""
    return f"{problem.path} {problem.problem}".strip() + choices
