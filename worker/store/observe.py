"""Compare what a command saw of its own writes with what was last seen, and decide what to publish.

Whoever saw an event, everything happens under the lock of its calendar's row: so sequence
numbers rise in the order of commits, and what is older than the snapshot is ignored. To see an
event in a calendar is also to follow that calendar from then on.

Every transaction takes its locks in this order, or two of them deadlock: its command's row,
the rows of calendars in sorted order, the synchronisation's row, people in sorted order,
reservations by their number, and then everything else.
"""

from collections.abc import Collection, Iterable

from worker.domain.calendar_event import EventKey
from worker.domain.changes import Origin
from worker.domain.own_writes import Author
from worker.domain.versions import Verdict, judge
from worker.messages.changes.key import change_key
from worker.ports.commands import Headers, Observation
from worker.store import intents, known_events
from worker.store.narration import Narrator, Tell
from worker.store.outbox_rows import append_all
from worker.store.pool import Connection

# An update that changes little: it creates the row or locks the one that is there.
LOCK_CALENDAR = """
INSERT INTO followed_calendars (user_id, calendar_id, locale) VALUES ($1, $2, $3)
ON CONFLICT (user_id, calendar_id) DO UPDATE SET locale = excluded.locale
RETURNING sequence
"""
COUNT = "UPDATE followed_calendars SET sequence = $3 WHERE user_id = $1 AND calendar_id = $2"
HURRY = """
UPDATE followed_calendars SET next_sync_at = clock_timestamp() WHERE user_id = $1 AND calendar_id = $2
"""


async def lock_calendars(connection: Connection, observed: Iterable[Observation]) -> None:
    """Lock the calendars of what was seen, before anything that comes later in the order of locks."""
    for (user_id, calendar_id), locale in sorted(
        {calendar_of(seen): seen.locale for seen in observed}.items()
    ):
        await connection.execute(LOCK_CALENDAR, user_id, calendar_id, locale)


async def observe(
    connection: Connection, tell: Tell, observed: Collection[Observation], trace: Headers = ()
) -> set[EventKey]:
    """Take in what was seen. Return the events of which everything is known now."""
    await lock_calendars(connection, observed)
    return {
        seen.event.key
        for seen in sorted(observed, key=calendar_of)
        if await observe_one(connection, tell, seen, trace)
    }


async def observe_one(connection: Connection, tell: Tell, seen: Observation, trace: Headers) -> bool:
    """Return whether it is known now what the event is; else the next synchronisation finds out."""
    calendar = calendar_of(seen)
    before = await known_events.last_seen(connection, calendar, seen.event.id)
    # A tombstone that a command read is believed. Of anything else it is not known when it was read.
    match judge(seen.event, before, overtaken=not seen.event.is_cancelled):
        case Verdict.DOUBTFUL:
            await known_events.doubt(connection, calendar, seen.event.id)
            await connection.execute(HURRY, *calendar)
            return False
        case Verdict.LATER:
            writes = await intents.known(connection, *calendar, [seen.event.id])
            narrator = await narrate(connection, tell, seen, trace)
            author = Author(Origin.SELF, seen.command_id, seen.locale)
            narrator.change(before, seen.event, writes.get(seen.event.id, ()), author)
            await publish(connection, narrator)
            await known_events.keep(connection, calendar, [known_events.kept_of(seen.event, before)])
        case Verdict.EARLIER:
            pass
    return True


async def narrate(connection: Connection, tell: Tell, seen: Observation, trace: Headers) -> Narrator:
    user_id, calendar_id = calendar_of(seen)
    sequence = await connection.fetchval(LOCK_CALENDAR, user_id, calendar_id, seen.locale)
    return Narrator(tell, seen.account, calendar_id, sequence, trace)


async def publish(connection: Connection, narrator: Narrator) -> None:
    """Put what was told into the outbox, and remember how far the calendar's numbers are."""
    calendar = (narrator.account.user_id, narrator.calendar_id)
    await intents.forget_told(connection, calendar, narrator.take_own())
    if records := narrator.take():
        await connection.execute(COUNT, *calendar, narrator.sequence)
        await append_all(connection, change_key(*calendar), records)


def calendar_of(seen: Observation) -> tuple[str, str]:
    return seen.account.user_id, seen.event.calendar_id
