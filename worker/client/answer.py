"""What came of a command, or that nobody knows yet: four endings, and no fifth.

`Unsettled` is neither a success nor a failure. Whoever takes it for either is guessing, and whoever
sends another command in its place may have both carried out.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Never, TypeVar

from worker.client.command import Command
from worker.client.errors import NotSucceeded
from worker.codes import Code
from worker.messages.changes.command_delayed import CommandDelayed
from worker.messages.outgoing import Outward
from worker.messages.results.availability import NoSlotData
from worker.messages.results.not_visible import NotVisibleData
from worker.messages.results.result import ErrorData, NoData
from worker.messages.results.slot_taken import SlotTakenData

Data_co = TypeVar("Data_co", bound=Outward, covariant=True)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settled:
    """What every result tells."""

    command_id: str
    message: str
    """One sentence for a person, in the command's locale."""
    completed_at: datetime
    id: str
    """The result's `ce_id`, the same in every repeat of it."""
    raw: Json = field(repr=False)
    """The result as it was sent, with what this version does not know."""


@dataclass(frozen=True, slots=True)
class Succeeded(Settled, Generic[Data_co]):
    """It is done, or was done already."""

    data: Data_co
    """What came of it."""

    def or_raise(self) -> "Succeeded[Data_co]":
        return self


@dataclass(frozen=True, slots=True)
class _NotDone(Settled):
    error: ErrorData
    """Why, for a program."""
    data: NoSlotData | SlotTakenData | NotVisibleData | NoData
    """What helps to do better; `NoData` where there is nothing to say."""

    @property
    def code(self) -> Code:
        """The error in one word; one that this version does not know stays plain text."""
        return self.error.code

    def or_raise(self) -> Never:
        raise NotSucceeded(f"{self.code}: {self.error.detail}", self)


@dataclass(frozen=True, slots=True)
class Rejected(_NotDone):
    """A clear no, which repeating will not change."""


@dataclass(frozen=True, slots=True)
class Failed(_NotDone):
    """It could not be done now, and nothing was; under `internal` and `outcome_unknown` perhaps something."""

    @property
    def retryable(self) -> bool:
        """Whether `command.anew()` makes sense: the same under another id."""
        return self.error.retryable


class Why(StrEnum):
    """Why nothing is known of a command yet."""

    WITHHELD = "its result is withheld until Google tells what became of a write"
    SILENCE = "no result has arrived in time"
    NOT_SENT = "Kafka has not acknowledged it, so it may not have arrived"
    CLOSED = "the client was closed meanwhile"


@dataclass(frozen=True, slots=True)
class Unsettled(Generic[Data_co]):
    """Nobody knows yet. It may have been done, and may yet be done."""

    command: Command[Data_co]
    why: Why
    delayed: CommandDelayed | None = None
    """What the worker said about it, if the result is withheld."""

    @property
    def how_to_go_on(self) -> str:
        first = f"ask the same command again, under its id {self.command.command_id}: it is never done twice"
        return (
            f"{first}, and the result comes as soon as it is known. A new command could do it a second time."
        )

    def or_raise(self) -> Never:
        raise NotSucceeded(str(self), self)

    def __str__(self) -> str:
        reason = f" ({self.delayed.reason})" if self.delayed else ""
        return f"{self.command.type} is not settled: {self.why}{reason}. To go on, {self.how_to_go_on}"


Answer = Succeeded[Data_co] | Rejected | Failed | Unsettled[Data_co]
