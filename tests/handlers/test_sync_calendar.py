"""`sync_calendar` on fakes: what is read, what is told, and what the answer says."""

from dataclasses import replace

import orjson

from tests.handlers.cancelling import MEETING
from tests.handlers.following import body, delete, edit, kind, sync, take, told
from tests.handlers.world import ANA, TEN, World, follow_up_id, span, wire
from worker.codes import Code
from worker.domain.calendar_event import EventKey
from worker.errors import EventNotFound, Refused
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope
from worker.ports.commands import Claim, Request

MOVED = span("14:00", "14:30")
HOME = ANA


async def figures(world: World, command_id: str = "sync-1", **fields: object) -> tuple[int, int, int]:
    data = await world.data(sync(command_id, **fields))
    return data["read"], data["changed"], data["published"]


async def test_what_people_did_is_told_once(followed: World) -> None:
    await figures(followed, "sync-0")
    edit(followed, MEETING, when=MOVED)
    delete(followed, follow_up_id())

    assert await figures(followed) == (2, 2, 2)
    assert sorted(told(followed)) == [
        ("cancelled", "external", follow_up_id()),
        ("moved", "external", MEETING),
    ]
    assert await figures(followed, "sync-2") == (0, 0, 0)
    assert told(followed) == []


async def test_the_second_reading_asks_for_changes_alone(followed: World) -> None:
    await figures(followed)
    followed.calendar.lists.clear()
    edit(followed, MEETING, title="Renamed")

    assert await figures(followed, "sync-2") == (1, 1, 1)
    ((since, token, page),) = followed.calendar.lists
    assert (since, bool(token), page) == (None, True, None)


async def test_our_own_write_is_not_told_again(followed: World) -> None:
    assert await figures(followed) == (2, 0, 0)
    assert told(followed) == []


async def test_a_reservation_follows_what_a_person_did(followed: World) -> None:
    edit(followed, MEETING, when=MOVED)
    await figures(followed)

    assert {one.period for one in followed.kept} == {MOVED}


async def test_the_answer_says_it_in_a_sentence(followed: World) -> None:
    edit(followed, MEETING, title="Renamed")

    first, second = await followed.run(sync()), await followed.run(sync("sync-2"))
    assert first.message == "The calendar was read: 1 event had changed."
    assert second.message == "The calendar was read: nothing had changed."


async def test_a_calendar_is_read_by_its_real_address(world: World) -> None:
    world.calendar.add("team@vai.example")

    for number, name in enumerate(("primary", "Ana@VAI.example", "team@vai.example")):
        await world.run(sync(f"sync-{number}", calendar_id=name))

    assert [key for _, key in world.synchronisations.followed] == [ANA, "team@vai.example"]


async def test_a_calendar_that_is_not_there_is_refused(world: World) -> None:
    await world.refused(sync(calendar_id="nobody@vai.example"), Code.CALENDAR_NOT_FOUND)


class TestFull:
    async def test_tells_every_event_anew_and_says_where_that_ends(self, followed: World) -> None:
        edit(followed, MEETING, title="Renamed")

        data = await followed.data(sync(full=True))

        rows = take(followed)
        assert [kind(row) for row in rows] == ["updated", "snapshot", "snapshot", "completed"]
        assert sorted(body(row)["sequence"] for row in rows) == [body(row)["sequence"] for row in rows]
        assert data == {"read": 2, "changed": 1, "published": 3, "full": True}

    async def test_reads_everything_though_a_token_is_known(self, followed: World) -> None:
        await figures(followed)
        followed.calendar.lists.clear()

        await figures(followed, "sync-2", full=True)
        assert [since is not None for since, *_ in followed.calendar.lists] == [True]

    async def test_tells_a_range_alone_where_one_is_named(self, followed: World) -> None:
        await followed.run(sync(full=True, range=wire(TEN)))

        snapshots = [body(row)["event_id"] for row in take(followed) if kind(row) == "snapshot"]
        assert snapshots == [MEETING]


class TestTheSyncTokenIsNoLongerKnown:
    async def test_everything_is_read_again_and_nothing_told_twice(self, followed: World) -> None:
        await figures(followed)
        followed.calendar.expire_sync_tokens()

        assert await figures(followed, "sync-2") == (2, 0, 0)
        assert told(followed) == []

    async def test_what_vanished_without_a_trace_is_told_as_cancelled(self, followed: World) -> None:
        await figures(followed)
        followed.calendar.forget(EventKey(HOME, MEETING))
        followed.calendar.expire_sync_tokens()

        assert await figures(followed, "sync-2") == (1, 1, 1)
        assert told(followed) == [("cancelled", "external", MEETING)]
        assert followed.kept == []

    async def test_it_may_happen_between_two_pages(self, followed: World) -> None:
        await figures(followed)
        followed.calendar.page_size = 1
        edit(followed, MEETING, title="Renamed")
        edit(followed, follow_up_id(), title="Renamed too")
        followed.calendar.after_page.append(followed.calendar.expire_sync_tokens)

        assert await figures(followed, "sync-2") == (2, 2, 2)
        assert sorted(told(followed)) == [
            ("updated", "external", event_id) for event_id in sorted((MEETING, follow_up_id()))
        ]


class TestPages:
    async def test_each_is_staged_before_the_next_is_read(self, followed: World) -> None:
        followed.calendar.page_size = 1
        staged: list[int] = []

        def count() -> None:
            staged.append(len(followed.synchronisations.followed[ANA, HOME].staged))

        followed.calendar.after_page += [count, count]
        assert (await figures(followed))[0] == 2
        assert staged == [0, 1]

    async def test_what_changes_between_them_is_told_once(self, followed: World) -> None:
        followed.calendar.page_size = 1
        followed.calendar.after_page.append(lambda: edit(followed, MEETING, title="Renamed"))

        await figures(followed)
        await figures(followed, "sync-2")
        assert told(followed) == [("updated", "external", MEETING)]


class TestDoubts:
    async def test_two_versions_of_one_instant_are_settled_by_a_look(self, followed: World) -> None:
        present = followed.event(MEETING)
        twin = followed.calendar.put(replace(present, title="Renamed"))
        followed.calendar.events[twin.key] = replace(twin, updated=present.updated)

        assert await figures(followed) == (2, 1, 1)
        assert told(followed) == [("updated", "external", MEETING)]
        assert "get" in followed.calendar.calls

    async def test_what_cannot_be_found_is_gone(self, followed: World) -> None:
        present = followed.event(MEETING)
        twin = followed.calendar.put(replace(present, title="Renamed"))
        followed.calendar.events[twin.key] = replace(twin, updated=present.updated)
        followed.calendar.fail("get", EventNotFound("get"))

        await figures(followed)
        assert told(followed) == [("cancelled", "external", MEETING)]


async def test_a_command_that_crashed_after_its_end_answers_with_the_same_figures(followed: World) -> None:
    edit(followed, MEETING, title="Renamed")
    parsed = open_envelope(orjson.dumps(sync())).command(Defaults("UTC"))
    request = Request(ANA, "sync-1", "sync_calendar", parsed.body, parsed.body_hash)
    claim = await claimed(followed, request)
    first = await followed.handle(parsed.command, claim)
    followed.commands.lose(claim)
    followed.calendar.calls.clear()
    followed.accounts.refused[ANA] = Code.REAUTHORIZATION_REQUIRED

    assert await followed.handle(parsed.command, await claimed(followed, request)) == first
    assert first.data.model_dump()["changed"] == 1
    assert followed.calendar.calls == []
    assert told(followed) == [("updated", "external", MEETING)]


async def claimed(world: World, request: Request) -> Claim:
    claim = await world.commands.claim(request)
    assert isinstance(claim, Claim)
    return claim


async def test_a_dry_run_looks_whether_the_calendar_can_be_read_and_follows_nothing(world: World) -> None:
    answer = await world.run(sync(dry_run=True))

    assert answer.message == "The calendar would be read."
    assert answer.data.model_dump() == {"read": 0, "changed": 0, "published": 0, "full": False}
    assert world.synchronisations.followed == {}
    world.calendar.fail("list_everything", Refused(Code.INSUFFICIENT_SCOPE, "too little"))
    await world.refused(sync(dry_run=True), Code.INSUFFICIENT_SCOPE)
