"""Taking a command from the store, and giving it back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog

from worker.engine.slots import Slot
from worker.errors import WorkerError
from worker.ports.commands import (
    Claim,
    Commands,
    Finished,
    Forgotten,
    HeldElsewhere,
    Request,
    Reused,
    Withheld,
)

FIRST_LOOK = timedelta(milliseconds=200)
LAST_LOOK = timedelta(seconds=1)
GIVE_BACK_WITHIN = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Taken:
    """What the store says of a command, once nobody else is working on it."""

    outcome: Claim | Finished | Withheld | Reused | Forgotten
    was_held: bool
    """Whether somebody else worked on it while we asked."""


@dataclass(frozen=True, slots=True)
class Claiming:
    commands: Commands

    async def take(self, request: Request, slot: Slot) -> Taken:
        """Claim a command; while another record or replica has it, wait without a slot."""
        wait = FIRST_LOOK
        outcome = await self.commands.claim(request)
        was_held = isinstance(outcome, HeldElsewhere)
        while isinstance(outcome, HeldElsewhere):
            await slot.wait(wait)
            wait = min(wait * 1.5, LAST_LOOK)
            outcome = await self.commands.claim(request)
        return Taken(outcome, was_held)

    @asynccontextmanager
    async def given_back_on_failure(self, claim: Claim) -> AsyncIterator[None]:
        """Give a claim back if what is done under it fails or is cancelled."""
        try:
            yield
        except BaseException:
            await self._give_back(claim)
            raise

    async def _give_back(self, claim: Claim) -> None:
        """Try to; a claim that cannot be given back ends with its lease."""
        try:
            async with asyncio.timeout(GIVE_BACK_WITHIN.total_seconds()):
                await self.commands.release(claim)
        except (WorkerError, TimeoutError) as error:
            structlog.get_logger().info(
                "claim not given back", command_id=claim.command_id, error=repr(error)
            )
