"""Writes that are about to be sent, so that synchronisation knows them when it sees them first.

They are stored in the transaction that allows the write, and go when it was seen and told: from
then on the snapshot has its stamp, or is a tombstone. Those of a command whose outcome nobody
knows stay, because its event may still turn up.
"""

from collections.abc import Collection, Iterable, Sequence

import asyncpg
import orjson

from worker.domain.calendar_event import EventKey
from worker.domain.own_writes import WRITE_ID, OwnWrite
from worker.ports.commands import Chore, ChoreAction
from worker.ports.intent import Intent
from worker.ports.stored_draft import pack_draft, pack_revision, unpack_draft, unpack_move, unpack_revision
from worker.store.pool import Connection

REMEMBER = """
INSERT INTO intents (user_id, command_id, calendar_id, event_id, write_id, draft, locale, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
"""
KNOWN = """
SELECT event_id, command_id, draft, locale, revision FROM intents
WHERE user_id = $1 AND calendar_id = $2 AND event_id = ANY($3) ORDER BY made_at, command_id
"""
FORGET = """
DELETE FROM intents WHERE user_id = $1 AND command_id = $2
    AND (calendar_id, event_id) IN (SELECT * FROM unnest($3::text[], $4::text[]))
"""
# One that its command is forgetting this moment is not waited for: that could be a deadlock.
FORGET_TOLD = """
DELETE FROM intents WHERE (user_id, calendar_id, event_id, write_id, command_id) IN (
    SELECT user_id, calendar_id, event_id, write_id, command_id FROM intents
    WHERE user_id = $1 AND calendar_id = $2
        AND (command_id, event_id) IN (SELECT * FROM unnest($3::text[], $4::text[]))
    FOR UPDATE SKIP LOCKED
)
"""
FORGET_ALL = "DELETE FROM intents WHERE user_id = $1 AND command_id = $2"


async def remember(connection: Connection, command: tuple[str, str], intents: Iterable[Intent]) -> None:
    for intent in intents:
        write = OwnWrite(command[1], intent.locale, intent.draft, intent.revision)
        if write.is_deletion or write.write_id is not None:  # without a stamp nobody could tell whose it was
            await _store(connection, command, intent.event, write)


async def remember_errands(connection: Connection, chores: Iterable[Chore]) -> None:
    for chore in chores:
        command = (chore.user_id, chore.command_id)
        if chore.action is ChoreAction.MOVE_FOLLOW_UP:
            revision = unpack_move(chore.draft or b"").revision
            await remember(connection, command, [Intent(chore.event, None, chore.locale, revision)])
            continue
        write_id = _stamp_of(chore.draft) if chore.draft else ""
        if write_id is not None:
            where = (chore.event.calendar_id, chore.event.event_id)
            await connection.execute(REMEMBER, *command, *where, write_id, chore.draft, chore.locale, None)


async def known(
    connection: Connection, user_id: str, calendar_id: str, event_ids: Sequence[str]
) -> dict[str, tuple[OwnWrite, ...]]:
    """Return what commands of the user wrote, or are about to write, to these events."""
    rows = await connection.fetch(KNOWN, user_id, calendar_id, event_ids)
    found: dict[str, tuple[OwnWrite, ...]] = {}
    for row in rows:
        found[row["event_id"]] = (*found.get(row["event_id"], ()), _own_write(row))
    return found


async def forget(connection: Connection, command: tuple[str, str], events: Collection[EventKey]) -> None:
    if events:
        calendars, ids = zip(*((event.calendar_id, event.event_id) for event in events), strict=True)
        await connection.execute(FORGET, *command, list(calendars), list(ids))


async def forget_told(
    connection: Connection, calendar: tuple[str, str], told: Collection[tuple[str, str]]
) -> None:
    """Forget writes by command and event: if the same happens again, somebody else did it."""
    if told:
        commands, events = zip(*told, strict=True)
        await connection.execute(FORGET_TOLD, *calendar, list(commands), list(events))


async def forget_all(connection: Connection, command: tuple[str, str]) -> None:
    """Forget what a command was about to write: nothing of it was written."""
    await connection.execute(FORGET_ALL, *command)


async def _store(connection: Connection, command: tuple[str, str], event: EventKey, write: OwnWrite) -> None:
    draft = pack_draft(write.draft) if write.draft else None
    revision = pack_revision(write.revision) if write.revision else None
    where = (event.calendar_id, event.event_id)
    await connection.execute(REMEMBER, *command, *where, write.write_id or "", draft, write.locale, revision)


def _own_write(row: asyncpg.Record) -> OwnWrite:
    draft = None if row["draft"] is None else unpack_draft(row["draft"])
    revision = None if row["revision"] is None else unpack_revision(row["revision"])
    return OwnWrite(row["command_id"], row["locale"], draft, revision)


def _stamp_of(draft: bytes) -> str | None:
    """Return the stamp of a draft as an errand stores it: not to be taken for granted."""
    stored = orjson.loads(draft)
    stamp: str | None = dict(stored.get("private", ())).get(WRITE_ID)
    return stamp
