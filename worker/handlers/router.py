"""Brings each command to its handler."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from worker.handlers.answer import Answer
from worker.messages.commands.known import ServedCommand
from worker.ports.commands import Claim

Handler = Callable[[Any, Claim | None], Awaitable[Answer]]
"""Runs the commands of one type. The claim is None for a dry run."""


@dataclass(frozen=True, slots=True)
class Router:
    handlers: Mapping[type[ServedCommand], Handler]
    """One for each served command; a test compares them."""

    async def __call__(self, command: ServedCommand, claim: Claim | None) -> Answer:
        return await self.handlers[type(command)](command, claim)
