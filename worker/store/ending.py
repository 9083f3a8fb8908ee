"""The end of a command: its answer, and everything that is true from then on, at once."""

from collections.abc import Collection, Iterable

from worker.domain.attendance import busy_time, coming
from worker.domain.calendar_event import EventKey
from worker.errors import LeaseLost
from worker.messages.changes.key import change_key
from worker.ports.commands import (
    Booking,
    Chore,
    ChoreAction,
    Claim,
    Observation,
    OwnEvent,
    Settlement,
    StoredAnswer,
)
from worker.store import correction, forgetting, forgotten_commands, intents, moves
from worker.store.correction import Correction
from worker.store.departures import FORGET_WITHIN
from worker.store.fence import check
from worker.store.leases import Leases
from worker.store.narration import Tell
from worker.store.observe import lock_calendars, observe
from worker.store.outbox_rows import append
from worker.store.packing import pack_headers
from worker.store.pool import Connection, Database

FINISH = """
UPDATE commands SET
    state = 'finished', result_value = $3, result_headers = $4, finished_at = clock_timestamp(),
    owner = NULL, lease_until = NULL, retry_at = NULL
WHERE user_id = $1 AND command_id = $2
"""
FINISHED_SO = """
SELECT true FROM commands
WHERE user_id = $1 AND command_id = $2 AND fence = $3 AND state = 'finished' AND result_value = $4
"""

# Of a used hold, who is not in the meeting is set free.
FREE_STRANGERS = """
DELETE FROM reservations WHERE user_id = $1 AND command_id = $2 AND kind = 'pending' AND event_id IS NULL
"""
CONFIRM = """
UPDATE reservations SET kind = 'booked', hold_id = NULL
WHERE user_id = $1 AND command_id = $2 AND kind = 'pending'
"""
# What came from a hold goes back to it, with its old expiry, even if that has passed.
GIVE_BACK = """
WITH mine AS (
    SELECT reservation_id, hold_id FROM reservations
    WHERE user_id = $1 AND command_id = $2 AND kind = 'pending' AND hold_id IS NOT NULL
), given AS (
    UPDATE holds SET state = 'live' WHERE hold_id IN (SELECT hold_id FROM mine)
    RETURNING hold_id, expires_at
)
UPDATE reservations SET
    kind = 'hold', expires_at = given.expires_at, command_id = NULL, calendar_id = NULL, event_id = NULL
FROM mine JOIN given USING (hold_id) WHERE reservations.reservation_id = mine.reservation_id
"""
RELEASE = "DELETE FROM reservations WHERE user_id = $1 AND command_id = $2 AND kind = 'pending'"
# In the order of locks: a synchronisation may be moving the same ones.
FREE = """
WITH freed AS (
    SELECT reservation_id FROM reservations
    WHERE (calendar_id, event_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
    ORDER BY reservation_id FOR UPDATE
)
DELETE FROM reservations WHERE reservation_id IN (SELECT reservation_id FROM freed)
"""
# A follow-up that is still owed goes with its meeting. An errand may be writing it this moment, so
# the chore does not go but turns round, and comes up when that write has surely ended.
OWE_THE_OPPOSITE = """
UPDATE chores SET
    action = 'delete_follow_up', draft = NULL, command_id = $3, trace = $4, locale = coalesce($5, locale),
    due_at = coalesce(move_at, due_at), move_at = NULL
FROM own_events made
WHERE action IN ('create_follow_up', 'move_follow_up')
    AND (chores.calendar_id, chores.event_id) = (made.calendar_id, made.event_id)
    AND (meeting_calendar_id, meeting_event_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
"""
# Another errand may have written one after the command looked for it: then it was last seen alive.
OWE_WHAT_WAS_MISSED = """
INSERT INTO chores (action, user_id, command_id, calendar_id, event_id, trace, locale)
SELECT 'delete_follow_up', user_id, $3, calendar_id, event_id, $4, coalesce($5, 'ro')
FROM own_events made JOIN snapshots seen USING (user_id, calendar_id, event_id)
WHERE (meeting_calendar_id, meeting_event_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
    AND NOT cancelled
    AND NOT EXISTS (
        SELECT FROM chores
        WHERE (chores.calendar_id, chores.event_id) = (made.calendar_id, made.event_id)
    )
"""
MADE = """
INSERT INTO own_events (user_id, command_id, calendar_id, event_id, meeting_calendar_id, meeting_event_id)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
"""
OWE = """
INSERT INTO chores (action, user_id, command_id, calendar_id, event_id, draft, locale, trace, due_at, move_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8,
    CASE WHEN $9 THEN 'infinity' ELSE clock_timestamp() END,
    CASE WHEN $9 THEN clock_timestamp() END
"""
# Where they go was decided anew. An errand that is at one this moment finds the follow-up changed.
OWE_NO_MOVE = """
DELETE FROM chores
WHERE action = 'move_follow_up' AND (calendar_id, event_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
"""
UNDO = "DELETE FROM commands WHERE user_id = $1 AND command_id = $2"
LEAVE_MEETING = "DELETE FROM meeting_writers WHERE user_id = $1 AND command_id = $2"


async def finish(
    database: Database, leases: Leases, tell: Tell, claim: Claim, answer: StoredAnswer, end: Settlement
) -> None:
    """Store the answer and what goes with it. A second time is a success that changes nothing."""
    command = (claim.user_id, claim.command_id)
    try:
        async with database.transaction(FORGET_WITHIN if end.farewell else None) as connection:
            await part(connection, leases, claim, end)
            await store_answer(connection, leases, claim, answer)
            await lock_calendars(connection, end.observed)
            await follow(connection, end.attended)
            await settle_booking(connection, command, end.booking)
            await free(connection, end.freed)
            await make(connection, command, end.made)
            await owe_no_move(connection, end.placed)
            await owe(connection, end.chores, pack_headers(end.trace))
            await turn_round(connection, OWE_THE_OPPOSITE, command, end)
            await connection.execute(LEAVE_MEETING, *command)
            known = await observe(connection, tell, end.observed, end.trace)
            await forget_intents(connection, command, end, known)
            await turn_round(connection, OWE_WHAT_WAS_MISSED, command, end)
    except LeaseLost:
        if not await was_finished(database, claim, answer):
            raise
    leases.drop((*command, claim.fence))


async def part(connection: Connection, leases: Leases, claim: Claim, end: Settlement) -> None:
    """Forget the user, if the answer is a farewell, and tell of it."""
    if end.farewell is not None:
        await forgotten_commands.lock(connection, claim, leases)
        await forgetting.forget_all(connection, claim)
        record = StoredAnswer(end.farewell.value, end.farewell.headers + end.trace)
        await append(connection, change_key(claim.user_id), record)


async def undo(connection: Connection, command: tuple[str, str]) -> None:
    """Leave nothing of a command that wrote nothing."""
    await settle_booking(connection, command, Booking.RELEASE)
    await intents.forget_all(connection, command)
    await connection.execute(UNDO, *command)


async def forget_intents(
    connection: Connection, command: tuple[str, str], end: Settlement, known: Collection[EventKey]
) -> None:
    """Forget what was about to be written and was seen, or was not written, or was gone before."""
    if end.booking is Booking.RELEASE:  # nothing was done
        await intents.forget_all(connection, command)
    else:
        await intents.forget(connection, command, {*known, *end.freed})


async def store_answer(connection: Connection, leases: Leases, claim: Claim, answer: StoredAnswer) -> None:
    await check(connection, leases, claim)
    packed = pack_headers(answer.headers)
    await connection.execute(FINISH, claim.user_id, claim.command_id, answer.value, packed)


async def was_finished(database: Database, claim: Claim, answer: StoredAnswer) -> bool:
    """Tell whether this very claim got here before, and only the news of it was lost."""
    async with database.connection() as connection:
        asked = (claim.user_id, claim.command_id, claim.fence, answer.value)
        return bool(await connection.fetchval(FINISHED_SO, *asked))


async def settle_booking(connection: Connection, command: tuple[str, str], booking: Booking) -> None:
    await moves.settle(connection, command, booking)
    match booking:
        case Booking.KEEP:
            return
        case Booking.CONFIRM:
            await connection.execute(FREE_STRANGERS, *command)
            await connection.execute(CONFIRM, *command)
        case Booking.RELEASE:
            await connection.execute(GIVE_BACK, *command)
            await connection.execute(RELEASE, *command)


async def follow(connection: Connection, attended: Iterable[Observation]) -> None:
    """Move or free what is booked for events, as they are now, unless a later version was seen."""
    corrections: list[Correction] = []
    for seen in attended:
        event, calendar = seen.event, (seen.account.user_id, seen.event.calendar_id)
        promised = await correction.promised(connection, calendar, [event.id])
        if event.id in promised:
            absent = promised[event.id] - coming(event, seen.account)
            corrections.append(Correction(event.key, busy_time(event), absent, event.updated))
    await correction.follow(connection, corrections)


async def free(connection: Connection, events: Collection[EventKey]) -> None:
    if named := columns(events):
        await connection.execute(FREE, *named)


async def turn_round(
    connection: Connection, statement: str, command: tuple[str, str], end: Settlement
) -> None:
    """Owe the deletion of what follows the meetings that are gone."""
    if named := columns(end.freed):
        locale = next((seen.locale for seen in end.observed), None)
        await connection.execute(statement, *named, command[1], pack_headers(end.trace), locale)


def columns(events: Collection[EventKey]) -> tuple[list[str], list[str]] | None:
    if not events:
        return None
    return [event.calendar_id for event in events], [event.event_id for event in events]


async def make(connection: Connection, command: tuple[str, str], made: Iterable[OwnEvent]) -> None:
    for own in made:
        meeting = (own.meeting.calendar_id, own.meeting.event_id) if own.meeting else (None, None)
        await connection.execute(MADE, *command, own.key.calendar_id, own.key.event_id, *meeting)


async def owe_no_move(connection: Connection, follow_ups: Collection[EventKey]) -> None:
    if named := columns(follow_ups):
        await connection.execute(OWE_NO_MOVE, *named)


async def owe(connection: Connection, chores: Iterable[Chore], trace: bytes) -> None:
    for chore in chores:
        where = (chore.event.calendar_id, chore.event.event_id)
        await connection.execute(
            OWE,
            chore.action.value,
            chore.user_id,
            chore.command_id,
            *where,
            chore.draft,
            chore.locale,
            trace,
            chore.action is ChoreAction.MOVE_FOLLOW_UP,
        )
