from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from tests.store.asked import ANA, ANSWER, claimed, event, key, seen
from worker.domain.calendar_event import EventKey, EventStatus
from worker.ports.commands import Chore, ChoreAction, Observation, OwnEvent, Settlement
from worker.store.open import Store

pytestmark = pytest.mark.real

OWED = (
    Chore(ChoreAction.CREATE_FOLLOW_UP, ANA.user_id, "c-1", key("f-1"), b'{"draft":1}', locale="en"),
    Chore(ChoreAction.DELETE_FOLLOW_UP, ANA.user_id, "c-1", key("f-2")),
)
TRACE = (("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),)
MEETING = key("meeting")


@pytest.fixture(autouse=True)
async def owing(store: Store) -> None:
    settlement = Settlement(chores=OWED, trace=TRACE)
    await store.commands.finish(await claimed(store.commands), ANSWER, settlement)


@pytest.fixture
async def of_a_meeting(store: Store) -> None:
    made = tuple(OwnEvent(chore.event, MEETING) for chore in OWED)
    await store.commands.finish(await claimed(store.commands, "c-2"), ANSWER, Settlement(made=made))


async def cancelled(store: Store, meeting: EventKey = MEETING, locale: str = "ro") -> None:
    gone = replace(event(meeting.event_id), status=EventStatus.CANCELLED)
    observed = (Observation(ANA, gone, "cancel-1", locale),)
    claim = await claimed(store.commands, "cancel-1")
    await store.commands.finish(claim, ANSWER, Settlement(freed=(meeting,), observed=observed, trace=TRACE))


async def actions(database: "asyncpg.Connection[asyncpg.Record]") -> list[tuple[str, str, str]]:
    rows = await database.fetch("SELECT event_id, action, command_id FROM chores ORDER BY event_id")
    return [tuple(row) for row in rows]


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


async def test_what_is_owed_knows_the_language_and_the_trace_of_its_command(store: Store) -> None:
    first, second = await store.chores.due(10)

    assert (first.locale, first.trace) == ("en", TRACE)
    assert (second.locale, second.trace) == ("ro", TRACE)


async def test_what_is_made_in_the_background_is_published_under_the_trace_of_its_command(
    store: Store,
) -> None:
    first, _ = await store.chores.due(10)

    await store.chores.done(first, [seen(event("f-1"))])

    (row,) = await store.outbox.pending(10)
    assert row.headers[-1:] == TRACE


async def test_what_an_older_replica_owes_has_the_defaults(
    store: Store, database: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await database.execute("DELETE FROM chores")
    await database.execute(
        "INSERT INTO chores (action, user_id, command_id, calendar_id, event_id) "
        "VALUES ('delete_follow_up', 'u', 'c', 'k', 'e')"
    )

    (chore,) = await store.chores.due(10)

    assert (chore.locale, chore.trace) == ("ro", ())


@pytest.mark.usefixtures("of_a_meeting")
class TestACancelledMeeting:
    async def test_turns_what_is_to_be_made_for_it_into_what_is_to_go(
        self, store: Store, database: "asyncpg.Connection[asyncpg.Record]"
    ) -> None:
        await cancelled(store, locale="en")

        first, second = await store.chores.due(10)

        assert await actions(database) == [
            ("f-1", "delete_follow_up", "cancel-1"),
            ("f-2", "delete_follow_up", "c-1"),
        ]
        assert (first.draft, first.locale, first.trace) == (None, "en", TRACE)
        assert second.locale == "ro"

    async def test_leaves_what_belongs_to_another(
        self, store: Store, database: "asyncpg.Connection[asyncpg.Record]"
    ) -> None:
        await cancelled(store, key("another"))

        assert await actions(database) == [
            ("f-1", "create_follow_up", "c-1"),
            ("f-2", "delete_follow_up", "c-1"),
        ]

    async def test_is_told_of_nothing_that_is_made_a_moment_too_late_and_that_goes_in_its_time(
        self, store: Store, database: "asyncpg.Connection[asyncpg.Record]"
    ) -> None:
        making, _ = await store.chores.due(10)
        await cancelled(store)

        await store.chores.done(making, [seen(event("f-1"))])

        assert await store.outbox.pending(10) == [], "nothing was created, as far as anybody knows"
        assert list(await store.chores.due(10)) == [], "the write may be under way for two minutes"
        await database.execute("UPDATE chores SET due_at = clock_timestamp()")
        assert [chore.action for chore in await store.chores.due(1)] == [ChoreAction.DELETE_FOLLOW_UP]

    async def test_takes_along_what_was_made_after_the_command_had_looked(
        self, store: Store, database: "asyncpg.Connection[asyncpg.Record]"
    ) -> None:
        making, _ = await store.chores.due(10)
        nul = replace(event("f-1"), title="a title with \x00 in it")
        await store.chores.done(making, [seen(nul)])

        await cancelled(store)

        assert await actions(database) == [
            ("f-1", "delete_follow_up", "cancel-1"),
            ("f-2", "delete_follow_up", "c-1"),
        ]

    async def test_owes_nothing_for_what_the_command_has_deleted(
        self, store: Store, database: "asyncpg.Connection[asyncpg.Record]"
    ) -> None:
        making, deleting = await store.chores.due(10)
        await store.chores.done(making, [seen(event("f-1"))])
        await store.chores.done(deleting, [])
        gone = replace(event("f-1"), status=EventStatus.CANCELLED)

        claim = await claimed(store.commands, "cancel-1")
        await store.commands.finish(claim, ANSWER, Settlement(freed=(MEETING,), observed=(seen(gone),)))

        assert await actions(database) == []
