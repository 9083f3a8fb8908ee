"""Take in what a synchronisation has read: all of it in one transaction, or nothing.

Under the lock of the calendar's row everything that was staged stands beside what is known; what
is new is told, remembered, and followed by reservations. What is computed for a batch is computed
in a thread, so a large calendar holds up nobody. If anything is in doubt, nothing is taken in.
"""

import asyncio
from dataclasses import dataclass, field

import asyncpg

from worker.domain.attendance import busy_time, coming
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.domain.changes import Origin
from worker.domain.own_writes import Author, OwnWrite
from worker.domain.presence import lies_within
from worker.domain.versions import Verdict, vanished
from worker.ports.synchronisation import Republish, Synchronisation
from worker.store import correction, intents, known_events, staging
from worker.store.correction import Correction
from worker.store.narration import Narrator
from worker.store.observe import publish
from worker.store.pool import Connection
from worker.store.snapshots import from_json
from worker.store.staged import Staged, fate
from worker.store.staging import Rows, Turn

SETTLED = """
UPDATE snapshots SET doubted_at = NULL WHERE user_id = $1 AND calendar_id = $2 AND event_id = ANY($3)
"""
PRESENT = """
SELECT event_id, event FROM snapshots
WHERE user_id = $1 AND calendar_id = $2 AND event_id > $3 AND NOT cancelled ORDER BY event_id LIMIT $4
"""


@dataclass(slots=True)
class Batch:
    """What comes of one batch."""

    kept: list[known_events.Kept] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    """Events of which the known version counts, after a doubt."""
    moved: dict[str, CalendarEvent] = field(default_factory=dict)
    """Events that take up another time, or other people's."""


@dataclass(slots=True)
class TakingIn:
    """One `complete`, inside its transaction, the calendar and its synchronisation locked."""

    connection: Connection
    synchronisation: Synchronisation
    turn: Turn
    narrator: Narrator
    doubts: dict[str, None] = field(default_factory=dict)
    """Events in doubt, in order. Once there is one, nothing is written any more."""
    corrections: list[Correction] = field(default_factory=list)

    @property
    def calendar(self) -> tuple[str, str]:
        return staging.calendar_of(self.synchronisation)

    async def run(self) -> None:
        await self.connection.execute(staging.BY_INDEX)
        rows = await self.connection.fetch(staging.OPEN_DOUBTS, *self.calendar)
        self.doubts |= dict.fromkeys(row["event_id"] for row in rows)
        if self.synchronisation.sync_token is None:
            await self._take_in_all(staging.UNNAMED, self.turn.began_at, self.synchronisation.since)
        await self._take_in_all(staging.DIFFERENT)
        if not self.doubts:
            await correction.follow(self.connection, self.corrections)

    async def republish(self, wanted: Republish) -> None:
        """Tell the present state, and that it was told."""
        async for rows in staging.batches(self.connection, PRESENT, self.calendar):
            await asyncio.to_thread(self._tell_present, rows, wanted)
            await publish(self.connection, self.narrator)
        self.narrator.completed()
        await publish(self.connection, self.narrator)

    def _tell_present(self, rows: Rows, wanted: Republish) -> None:
        for row in rows:
            event = from_json(row["event"])
            if wanted.range is None or lies_within(event, wanted.range):
                self.narrator.snapshot(event, self.synchronisation.locale)

    async def _take_in_all(self, statement: str, *values: object) -> None:
        async for rows in staging.batches(self.connection, statement, self.calendar, *values):
            ids = [row["event_id"] for row in rows]
            writes = await intents.known(self.connection, *self.calendar, ids)
            batch = await asyncio.to_thread(self._weigh, rows, writes)
            if not self.doubts:
                await self._write(batch)

    async def _write(self, batch: Batch) -> None:
        await publish(self.connection, self.narrator)
        await known_events.keep(self.connection, self.calendar, batch.kept)
        if batch.settled:
            await self.connection.execute(SETTLED, *self.calendar, batch.settled)
        await self._note_corrections(batch.moved)

    async def _note_corrections(self, moved: dict[str, CalendarEvent]) -> None:
        """Note what has to follow at the end: then all people are locked at once, in order."""
        promised = await correction.promised(self.connection, self.calendar, moved) if moved else {}
        for event_id, people in promised.items():
            event = moved[event_id]
            absent = people - coming(event, self.synchronisation.account)
            self.corrections.append(Correction(event.key, busy_time(event), absent))

    def _weigh(self, rows: Rows, writes: dict[str, tuple[OwnWrite, ...]]) -> Batch:
        batch = Batch()
        for row in rows:
            staged = self._staged(row, writes.get(row["event_id"], ()))
            match self._verdict(row, staged):
                case Verdict.DOUBTFUL:
                    self.doubts[staged.event.id] = None
                case Verdict.LATER:
                    self._take_in(staged, batch)
                case Verdict.EARLIER:
                    batch.settled += [staged.event.id] if staged.settled else []
        return batch

    def _staged(self, row: asyncpg.Record, writes: tuple[OwnWrite, ...]) -> Staged:
        before = None if row["before"] is None else from_json(row["before"])
        if "event" not in row and before is not None:
            return Staged(vanished(before), before=before, overtaken=row["overtaken"], writes=writes)
        return Staged(from_json(row["event"]), row["settled"], before, row["overtaken"], writes)

    def _verdict(self, row: asyncpg.Record, staged: Staged) -> Verdict:
        since = self.synchronisation.since
        if "event" not in row and staged.before is not None:
            return fate(staged.before, since, overtaken=staged.overtaken)
        return staged.verdict(since)

    def _take_in(self, staged: Staged, batch: Batch) -> None:
        event, before = staged.event, staged.before
        author = Author(Origin.EXTERNAL, None, self.synchronisation.locale)
        self.narrator.change(before, event, staged.writes, author)
        batch.kept.append(known_events.kept_of(event, before))
        if before is None or self._presence(before) != self._presence(event):
            batch.moved[event.id] = event

    def _presence(self, event: CalendarEvent) -> object:
        return busy_time(event), coming(event, self.synchronisation.account)


def keys_of(synchronisation: Synchronisation, doubts: dict[str, None]) -> tuple[EventKey, ...]:
    return tuple(EventKey(synchronisation.calendar_id, event_id) for event_id in doubts)
