"""Handlers that do what a test says, run by run."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from worker.handlers.answer import Answer
from worker.messages.commands.known import AnyCommand
from worker.messages.outgoing import Outward
from worker.ports.commands import Claim, Settlement


class Said(Outward):
    """Data of an answer."""

    text: str = "done"


@dataclass(slots=True)
class Run:
    command: AnyCommand
    claim: Claim | None


Step = Callable[[Run], Awaitable[Answer]]


@dataclass(slots=True)
class ScriptedHandler:
    """Ends its runs as scripted, in order: an error is raised, a step is called. Then it succeeds."""

    script: Sequence[Exception | Step] = field(default_factory=list)
    settlement: Settlement = field(default_factory=Settlement)
    data: Outward = field(default_factory=Said)
    runs: list[Run] = field(default_factory=list)

    async def __call__(self, command: AnyCommand, claim: Claim | None) -> Answer:
        run = Run(command, claim)
        self.runs.append(run)
        step = self.script[0] if self.script else None
        self.script = self.script[1:]
        if isinstance(step, Exception):
            raise step
        return await step(run) if step else Answer("Done.", self.data, self.settlement)
