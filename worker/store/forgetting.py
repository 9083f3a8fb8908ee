"""Forget a user: nothing stays that tells of them, but one answer and the hashes of used ids.

The locks are taken in the order that `worker.store.observe` names, and the commands of the user come
first of all: whoever is at work on one finds it gone, and can change nothing any more.

A table that has a `user_id` is named here; a test looks for those that are not.
"""

from collections.abc import Collection
from typing import Final

import orjson

from worker.messages.changes.key import change_key
from worker.ports.commands import Claim
from worker.store import forgotten_commands
from worker.store.pool import Connection

AT_ONCE: Final = 2000
"""Rows of one table, in one transaction that is not the last: well within the time of a statement."""

OF_CALENDARS: Final = ("synchronisations", "followed_calendars")
OF_THE_ACCOUNT: Final = (
    "staged_events",
    "snapshots",
    "reminders",
    "own_events",
    "chores",
    "intents",
    "calendar_names",
    "watches",
    "channels",
    "dirty_calendars",
    "decisions",
    "work_times",
)
"""What was learnt by acting for one Google account."""
OF_THE_USER: Final = ("holds",)
WITH_THE_ANSWER: Final = ("grants",)
WITH_THEIR_COMMANDS: Final = ("commands", "waiters", "meeting_writers")

LOCK_CALENDARS = "SELECT FROM followed_calendars WHERE user_id = $1 ORDER BY calendar_id FOR UPDATE"
LOCK_READINGS = "SELECT FROM synchronisations WHERE user_id = $1 ORDER BY calendar_id FOR UPDATE"
KEEP_NUMBERS = """
INSERT INTO forgotten_numbers (highest)
SELECT max(number) FROM (
    SELECT sequence AS number FROM followed_calendars WHERE user_id = $1
    UNION ALL SELECT fence FROM synchronisations WHERE user_id = $1
) AS numbers HAVING max(number) IS NOT NULL
ON CONFLICT (the_only) DO UPDATE SET highest = greatest(forgotten_numbers.highest, excluded.highest)
"""
# In the order of locks.
FREE = """
DELETE FROM reservations WHERE reservation_id IN (
    SELECT reservation_id FROM reservations WHERE user_id = $1 AND kind = ANY($2)
    ORDER BY reservation_id LIMIT $3 FOR UPDATE
) RETURNING participant_id
"""
# Who is booked this very moment stays, as in `worker.store.retention`.
FORGET_PEOPLE = """
DELETE FROM participants WHERE participant_id IN (
    SELECT participant_id FROM participants person
    WHERE (participant_id = ANY($1) OR email = ANY($2)) AND NOT EXISTS (
        SELECT FROM reservations WHERE reservations.participant_id = person.participant_id
    )
    FOR UPDATE SKIP LOCKED
)
"""
ADDRESS = "SELECT address FROM grants WHERE user_id = $1"
OUTBOX = "SELECT id, value FROM outbox WHERE key = $1 OR key >= $2 AND key < $3 ORDER BY id"
UNPUBLISH = "DELETE FROM outbox WHERE id = ANY($1)"
SOME = """
DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE user_id = $1 LIMIT $2 FOR UPDATE))
"""
ALL = "DELETE FROM {table} WHERE user_id = $1"
EVERY_KIND: Final = ("hold", "pending", "booked")


async def forget_some(connection: Connection, claim: Claim, limit: int = AT_ONCE) -> bool:
    """Forget at most `limit` rows of each kind, the commands being locked. Return whether it was reached."""
    counts = [await forgotten_commands.forget(connection, claim, limit)]
    counts += await _what_was_learnt(connection, claim.user_id, EVERY_KIND, limit)
    if limit not in counts:  # reservations name their holds
        counts += [await _delete(connection, table, claim.user_id, limit) for table in OF_THE_USER]
    return limit in counts


async def forget_all(connection: Connection, claim: Claim) -> None:
    """Forget what is left, the grant among it."""
    user_id = claim.user_id
    address = await connection.fetchval(ADDRESS, user_id)
    await forgotten_commands.forget(connection, claim, None)
    await _what_was_learnt(connection, user_id, EVERY_KIND, None)
    for table in (*OF_THE_USER, *WITH_THE_ANSWER):
        await _delete(connection, table, user_id, None)
    await connection.execute(FORGET_PEOPLE, [], [user_id.lower(), address])
    await _unpublish(connection, user_id)


async def forget_account(connection: Connection, user_id: str) -> None:
    """Forget what is known of a user's Google account, and free whom it had booked.

    What running commands reserved is theirs to settle, and holds are the user's.
    """
    while AT_ONCE in await _what_was_learnt(connection, user_id, ("booked",), AT_ONCE):
        pass
    await _what_was_learnt(connection, user_id, ("booked",), None)


async def _what_was_learnt(
    connection: Connection, user_id: str, kinds: Collection[str], limit: int | None
) -> list[int]:
    """Forget what came of acting for an account. Return how many rows of each kind that were."""
    counts = await _calendars(connection, user_id, limit)
    counts.append(await _free(connection, user_id, kinds, limit))
    return counts + [await _delete(connection, table, user_id, limit) for table in OF_THE_ACCOUNT]


async def _calendars(connection: Connection, user_id: str, limit: int | None) -> list[int]:
    """Follow no calendar any more. Whoever is reading one finds it gone."""
    await connection.execute(LOCK_CALENDARS, user_id)
    await connection.execute(LOCK_READINGS, user_id)
    await connection.execute(KEEP_NUMBERS, user_id)
    return [await _delete(connection, table, user_id, limit) for table in OF_CALENDARS]


async def _free(connection: Connection, user_id: str, kinds: Collection[str], limit: int | None) -> int:
    """Release reservations, and forget the people who were in these alone."""
    rows = await connection.fetch(FREE, user_id, list(kinds), limit)
    await connection.execute(FORGET_PEOPLE, [row["participant_id"] for row in rows], [])
    return len(rows)


async def _unpublish(connection: Connection, user_id: str) -> None:
    """Let nothing go out that waits to be published. A user's id may hold a slash, so each is looked at."""
    account, calendars = change_key(user_id), change_key(user_id, "")
    rows = await connection.fetch(OUTBOX, account, calendars, calendars[:-1] + b"0")  # "0" follows "/"
    mine = [row["id"] for row in rows if orjson.loads(row["value"]).get("user_id") == user_id]
    await connection.execute(UNPUBLISH, mine)


async def _delete(connection: Connection, table: str, user_id: str, limit: int | None) -> int:
    if limit is None:
        status: str = await connection.execute(ALL.format(table=table), user_id)
    else:
        status = await connection.execute(SOME.format(table=table), user_id, limit)
    return int(status.rpartition(" ")[2])
