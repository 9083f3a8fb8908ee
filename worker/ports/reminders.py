"""Reminders whose moment has come, put among the changes of their calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the reminders that were taken."""

    late: Sequence[timedelta] = ()
    """Of each that was told: how long after its moment it came into the outbox."""
    dropped: int = 0
    """Too old to be told, or of an event that is not what it was."""

    @property
    def taken(self) -> int:
        return len(self.late) + self.dropped


class Reminders(Protocol):
    async def tell_due(self, limit: int) -> Told:
        """Put at most `limit` reminders that are due into the outbox, each exactly once, whoever else does.

        In the outbox they stand in one order with the changes of their calendar: none comes after the change
        by which its event was cancelled or moved. One of an event that ended long ago is dropped.
        """
        ...
