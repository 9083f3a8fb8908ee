"""Brings each command to its handler."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from worker.handlers.answer import Answer
from worker.messages.commands.known import AnyCommand
from worker.ports.commands import Claim

Handler = Callable[[Any, Claim | None], Awaitable[Answer]]
"""Runs the commands of one type. The claim is None for a dry run."""


@dataclass(frozen=True, slots=True)
class Router:
    handlers: Mapping[type[AnyCommand], Handler]
    """One for each served command; a test compares them."""

    async def __call__(self, command: AnyCommand, claim: Claim | None) -> Answer:
        return await self.handlers[type(command)](command, claim)
