from datetime import timedelta

import asyncpg
import pytest

from tests.store.asked import ANA, ANSWER, claimed, event, key, seen
from worker.ports.commands import Chore, ChoreAction, OwnEvent, Settlement
from worker.store.open import Store

pytestmark = pytest.mark.real

OWED = (
    Chore(ChoreAction.CREATE_FOLLOW_UP, ANA.user_id, "c-1", key("f-1"), b'{"draft":1}'),
    Chore(ChoreAction.DELETE_FOLLOW_UP, ANA.user_id, "c-1", key("f-2")),
)


@pytest.fixture(autouse=True)
async def owing(store: Store) -> None:
    await store.commands.finish(await claimed(store.commands), ANSWER, Settlement(chores=OWED))


async def test_what_is_owed_is_told_once_for_a_while(
    store: Store, other_store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    first = await store.chores.due(1)
    second = await other_store.chores.due(10)

    assert [(one.action, one.event, one.draft) for one in (*first, *second)] == [
        (one.action, one.event, one.draft) for one in OWED
    ]
    assert list(await store.chores.due(10)) == []
    await database.execute("UPDATE chores SET due_at = clock_timestamp()")
    assert len(await store.chores.due(10)) == 2


async def test_what_is_done_is_published_and_never_comes_again(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    first, _ = await store.chores.due(10)

    await store.chores.done(first, [seen(event("f-1"))])
    await store.chores.done(first, [seen(event("f-1"))])  # by a slow replica, too

    assert len(await store.outbox.pending(10)) == 1
    assert await database.fetchval("SELECT count(*) FROM chores") == 1


async def test_what_is_put_off_comes_when_its_time_has_come(store: Store) -> None:
    first, second = await store.chores.due(10)

    await store.chores.postpone(first, timedelta(0))
    await store.chores.postpone(second, timedelta(hours=1))

    assert await store.chores.due(10) == [first]


async def test_a_follow_up_that_is_owed_goes_with_its_meeting_and_with_no_other(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    made = tuple(OwnEvent(chore.event, key("meeting")) for chore in OWED)
    await store.commands.finish(await claimed(store.commands, "c-2"), ANSWER, Settlement(made=made))

    another = Settlement(freed=(key("another"),))
    await store.commands.finish(await claimed(store.commands, "c-3"), ANSWER, another)
    assert await database.fetchval("SELECT count(*) FROM chores") == 2

    freed = Settlement(freed=(key("meeting"),))
    await store.commands.finish(await claimed(store.commands, "c-4"), ANSWER, freed)
    assert [chore.action for chore in await store.chores.due(10)] == [ChoreAction.DELETE_FOLLOW_UP]
