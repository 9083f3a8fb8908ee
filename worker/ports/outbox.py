"""Records that a transaction decided to publish, and work that it left owing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from worker.domain.calendar_event import EventKey
from worker.ports.commands import Chore, Headers, Observation


@dataclass(frozen=True, slots=True)
class OutboxRow:
    id: int
    key: bytes
    """`user_id/calendar_id`: rows of one key are published in order of `id`."""
    value: bytes
    headers: Headers


class Outbox(Protocol):
    async def pending(self, limit: int) -> Sequence[OutboxRow]:
        """Take rows to publish, in order, each key by one replica at a time."""
        ...

    async def published(self, rows: Sequence[OutboxRow]) -> None: ...


class Chores(Protocol):
    async def due(self, limit: int) -> Sequence[Chore]:
        """Take chores whose time has come; they come again unless done."""
        ...

    async def done(self, chore: Chore, observed: Sequence[Observation]) -> None:
        """Forget the chore and publish what it changed.

        Nothing happens if it was done before, or has become a deletion because its meeting was
        cancelled: then the deletion comes up in its own time.
        """
        ...

    async def postpone(self, chore: Chore, wait: timedelta) -> None:
        """Let it come up later, as it says by now, unless it has become something else meanwhile."""
        ...

    async def moves_of(self, follow_ups: Collection[EventKey]) -> Sequence[Chore]:
        """Return the moves of follow-ups that are still owed, and leave them as they are."""
        ...
