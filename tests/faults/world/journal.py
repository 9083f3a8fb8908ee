"""What really happened: the local Google's own log, read while it grows, because it forgets the oldest."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.wire.request_log import LogEntry

READ_EVERY = timedelta(seconds=3)
LOOK_EVERY = 0.2
"""Seconds between two looks for the last answers."""


@dataclass(slots=True)
class Journal:
    control: LocalGoogleControl
    path: str = r"/events"
    """Of what is kept: a regular expression."""
    entries: dict[int, LogEntry] = field(default_factory=dict)
    _settled: int = 0
    """Entries up to this number are final."""

    async def keep(self) -> None:
        """Read on and on, until cancelled."""
        while True:
            await self.read()
            await asyncio.sleep(READ_EVERY.total_seconds())

    async def read(self) -> None:
        for entry in await self.control.log(path=self.path, after=self._settled):
            self.entries[entry.sequence] = entry
        self._settle()

    async def settle(self, within: float) -> None:
        """Read until every request has its answer, for so many seconds at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self.read()
                while self.unsettled():
                    await asyncio.sleep(LOOK_EVERY)
                    await self.read()

    def unsettled(self) -> int:
        """Count the requests without an answer: what they do is not known yet."""
        return sum(not is_settled(entry) for entry in self.entries.values())

    def _settle(self) -> None:
        """Move past the entries that have their answer."""
        for number in sorted(self.entries):
            if number <= self._settled:
                continue
            if not is_settled(self.entries[number]):
                return
            self._settled = number

    def inserts(self) -> list[LogEntry]:
        """Return the inserts that took effect, in their order."""
        return [entry for _, entry in sorted(self.entries.items()) if made_an_event(entry)]

    def by_hand(self) -> frozenset[str]:
        """Return the events that people made."""
        return frozenset(
            entry.event_id
            for entry in self.entries.values()
            if entry.by_hand and entry.method == "POST" and entry.event_id
        )


def is_settled(entry: LogEntry) -> bool:
    return entry.answered_monotonic is not None or entry.dropped


def made_an_event(entry: LogEntry) -> bool:
    return entry.method == "POST" and entry.event_id is not None and not entry.by_hand
