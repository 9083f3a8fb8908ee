"""`update_meeting`: what it says and who is asked, at the time that it has."""

from dataclasses import replace

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.updating import LOST, asked, join, leave, of_somebody_else, patches, uncertain, update
from tests.handlers.world import ANA, BOB, EVE, TEN, Json, World, follow_up, schedule
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent, SendUpdates
from worker.errors import Refused


class TestWhatItSays:
    @pytest.mark.parametrize(
        ("fields", "after"),
        [
            ({"title": "New <b>name</b>"}, {"title": "New <b>name</b>"}),
            ({"description": "Me & <you>\nboth"}, {"description": "Me &amp; &lt;you&gt;<br>both"}),
            ({"description": ""}, {"description": ""}),
            ({"location": "Cluj"}, {"location": "Cluj"}),
            ({"location": ""}, {"location": None}),
            ({"title": "A", "location": "B"}, {"title": "A", "location": "B"}),
        ],
    )
    async def test_what_is_named_changes_and_nothing_else(
        self, world: World, fields: Json, after: Json
    ) -> None:
        await world.run(schedule(location="Sibiu", description="About us", follow_up_actions=[follow_up()]))
        before = world.event(MEETING)

        data = await world.data(update(**fields))

        event = world.event(MEETING)
        same = {name: getattr(before, name) for name in ("private", "etag", "updated")}
        assert replace(event, **same) == replace(before, **after)
        assert dict(event.private).keys() == dict(before.private).keys()
        assert (data["event"]["title"], data["unknown_participants"]) == (event.title, [])

    async def test_guests_are_told_unless_the_command_says_otherwise(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        await world.run(update(title="A"))
        await world.run(update(title="B", command_id="update-2", send_updates="none"))

        assert [whom for _, _, whom in world.calendar.patches] == [SendUpdates.ALL, SendUpdates.NONE]

    @pytest.mark.parametrize(
        ("locale", "message"),
        [("en", "The meeting was changed."), ("ro", "Întâlnirea a fost modificată.")],
    )
    async def test_it_is_said(self, world: World, meeting: CalendarEvent, locale: str, message: str) -> None:
        assert (await world.run(update(title="A", locale=locale))).message == message


class TestWhoLeaves:
    async def test_whoever_leaves_is_not_asked_and_is_free(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        await world.run(join(EVE))

        await world.run(leave(BOB, command_id="update-2"))

        assert asked(world) == [ANA, EVE]
        assert sorted(one.email for one in world.kept) == [ANA, EVE]

    async def test_the_organizer_left_alone_is_not_listed(self, world: World, meeting: CalendarEvent) -> None:
        await world.run(leave(BOB))

        assert asked(world) == []

    async def test_whoever_was_not_asked_changes_nothing(self, world: World, meeting: CalendarEvent) -> None:
        await world.run(leave(EVE))

        assert world.event(MEETING).attendees == meeting.attendees

    async def test_nobody_leaves_who_was_not_taken_off(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, leave(BOB))

        assert sorted(one.email for one in world.kept) == [ANA, BOB]

    async def test_the_organizer_cannot_leave(self, world: World, meeting: CalendarEvent) -> None:
        for dry_run in (True, False):
            await world.refused(leave(BOB, ANA, dry_run=dry_run), Code.INVALID_COMMAND)

        assert asked(world) == [ANA, BOB]


class TestDryRun:
    async def test_it_says_what_would_be_and_does_nothing(self, world: World, meeting: CalendarEvent) -> None:
        answer = await world.run(join(EVE) | {"dry_run": True})

        assert answer.message == "The meeting would be changed."
        assert [one["email"] for one in answer.data.model_dump()["event"]["attendees"]] == [ANA, BOB, EVE]
        assert (world.writes, world.kinds(EVE)) == ([], [])

    async def test_it_is_refused_as_the_command_would_be(self, world: World, meeting: CalendarEvent) -> None:
        world.busy(EVE, TEN)

        await world.refused(join(EVE) | {"dry_run": True}, Code.SLOT_TAKEN)


class TestRefused:
    async def test_what_may_not_be_changed(self, world: World, meeting: CalendarEvent) -> None:
        of_somebody_else(world)
        weekly = world.busy(ANA, TEN, "weekly")
        world.calendar.put(replace(weekly, recurrence=("RRULE:FREQ=WEEKLY",)))
        world.remove(MEETING)

        for event, code in (
            ("neverwas", Code.EVENT_NOT_FOUND),
            ("theirs", Code.NOT_ORGANIZER),
            ("weekly", Code.INVALID_COMMAND),
            (MEETING, Code.ALREADY_CANCELLED),
        ):
            await world.refused(update(event, title="New", command_id=event), code)
        assert patches(world) == []

    async def test_a_definite_no_frees_whoever_was_to_join(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", Refused(Code.QUOTA_EXHAUSTED, "patch: 403"))

        await world.refused(join(EVE), Code.QUOTA_EXHAUSTED)

        assert world.kinds(EVE) == []
