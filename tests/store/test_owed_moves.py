from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from tests.store.asked import ANA, ANSWER, claimed, event, key
from worker.domain.calendar_event import EventPatch
from worker.domain.follow_up_moves import FollowUpMove
from worker.ports.commands import Chore, ChoreAction, OwnEvent, Settlement
from worker.ports.stored_draft import pack_move, unpack_move
from worker.store.open import Store

pytestmark = pytest.mark.real

MEETING, FOLLOW_UP = key("meeting"), key("f-1")
MOVE = FollowUpMove(event("f-1"), EventPatch(private=(("vai_write_id", "moved"),)))
OWED = Chore(ChoreAction.MOVE_FOLLOW_UP, ANA.user_id, "c-1", FOLLOW_UP, pack_move(MOVE), locale="en")


@pytest.fixture(autouse=True)
async def owing(store: Store) -> None:
    settlement = Settlement(chores=(OWED,), made=(OwnEvent(FOLLOW_UP, MEETING),))
    await store.commands.finish(await claimed(store.commands), ANSWER, settlement)


async def test_a_move_comes_up_with_all_that_was_decided_and_is_known_for_ours(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    (chore,) = await store.chores.due(10)

    assert (chore.action, chore.event, unpack_move(chore.draft or b"")) == (OWED.action, FOLLOW_UP, MOVE)
    assert await database.fetchval("SELECT write_id FROM intents WHERE revision IS NOT NULL") == "moved"
    assert list(await store.chores.due(10)) == [], "it is somebody's turn"


async def test_an_older_replica_which_knows_of_no_moves_never_takes_one(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    theirs = "SELECT count(*) FROM chores WHERE due_at <= clock_timestamp() + interval '99 years'"
    assert await database.fetchval(theirs) == 0
    (chore,) = await store.chores.due(10)
    await store.chores.postpone(chore, timedelta(0))

    assert await database.fetchval(theirs) == 0


async def test_what_is_put_off_says_what_it_says_by_then(store: Store) -> None:
    (chore,) = await store.chores.due(10)
    anew = MOVE.onto(replace(MOVE.base, title="Renamed"), "again")

    await store.chores.postpone(replace(chore, draft=pack_move(anew)), timedelta(0))

    (again,) = await store.chores.due(10)
    assert unpack_move(again.draft or b"") == anew


async def test_the_next_move_knows_of_it_and_replaces_it(store: Store) -> None:
    (known,) = await store.chores.moves_of([MEETING, FOLLOW_UP])
    assert (known.event, known.draft) == (FOLLOW_UP, OWED.draft)
    assert list(await store.chores.moves_of([MEETING])) == []

    claim = await claimed(store.commands, "c-2")
    await store.commands.finish(claim, ANSWER, Settlement(placed=(FOLLOW_UP,)))

    assert list(await store.chores.due(10)) == []


async def test_a_cancelled_meeting_makes_a_deletion_of_it_in_its_own_time(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    (moving,) = await store.chores.due(10)
    claim = await claimed(store.commands, "cancel-1")
    await store.commands.finish(claim, ANSWER, Settlement(freed=(MEETING,)))

    await store.chores.done(moving, [])
    await store.chores.postpone(moving, timedelta(0))

    (deletion,) = await store.chores.due(10)
    assert (deletion.action, deletion.draft, deletion.command_id) == (
        ChoreAction.DELETE_FOLLOW_UP,
        None,
        "cancel-1",
    )
    assert await database.fetchval("SELECT count(*) FROM chores WHERE move_at IS NOT NULL") == 0
