"""Which calendars have to be free, and what becomes of those that nobody sees."""

import pytest

from tests.handlers.world import (
    ANA,
    BOB,
    GUEST,
    TEN,
    Json,
    World,
    meeting_id,
    schedule,
    span,
    wire,
)
from worker.codes import Code

MONDAY = {"window": wire(span("9:00", "17:00"))}


class TestNotVisible:
    async def test_by_default_they_may_decline_and_are_named(self, world: World) -> None:
        world.calendar.hidden.add(GUEST)

        data = await world.data(schedule(**MONDAY, participants=[{"email": GUEST}]))

        assert data["unknown_participants"] == [GUEST]
        assert "unknown_participants" in data["slot"]["reasons"]

    async def test_treated_as_busy_they_block(self, world: World) -> None:
        world.calendar.hidden.add(GUEST)

        data = await world.refused(
            schedule(participants=[{"email": GUEST}], on_not_visible="treat_busy"), Code.SLOT_TAKEN
        )

        assert data["blocked_by"] == [{"email": GUEST, "reason": "unknown"}]
        assert data["unknown_participants"] == [GUEST]

    async def test_rejected_they_are_named_and_nothing_is_done(self, world: World) -> None:
        world.calendar.hidden.add(GUEST)

        data = await world.refused(
            schedule(participants=[{"email": BOB}, {"email": GUEST}], on_not_visible="reject"),
            Code.NOT_VISIBLE,
        )

        assert data == {"unknown_participants": [GUEST]}
        assert world.writes == []

    async def test_rejecting_them_hinders_nobody_where_all_are_seen(self, world: World) -> None:
        await world.run(schedule(on_not_visible="reject"))


class TestAnotherCalendar:
    async def test_it_has_to_be_free_too(self, world: World) -> None:
        world.calendar.add("team@group.example")
        world.busy("team@group.example", TEN)

        data = await world.refused(schedule(calendar_id="team@group.example"), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": ANA, "reason": "busy"}]

    async def test_the_meeting_is_written_to_it(self, world: World) -> None:
        world.calendar.add("team@group.example")

        data = await world.data(schedule(calendar_id="Team@group.example"))

        assert data["event"]["calendar_id"] == "team@group.example"
        assert world.event(meeting_id(), "team@group.example").when == TEN

    async def test_one_that_is_not_there_is_refused(self, world: World) -> None:
        await world.refused(schedule(calendar_id="nowhere@group.example"), Code.CALENDAR_NOT_FOUND)

    async def test_what_is_known_of_a_calendar_is_not_asked_again(self, world: World) -> None:
        await world.run(schedule())
        await world.run(schedule(command_id="c-2", slot=wire(span("12:00", "12:30"))))

        assert world.calendar.calls.count("describe") == 1


class TestAnotherCalendarThatIsNotVisible:
    TEAM = "team@group.example"

    @pytest.fixture(autouse=True)
    async def seen_once(self, world: World) -> None:
        """The calendar is known by name, and Google shows its times no more."""
        world.calendar.add(self.TEAM)
        await world.run(schedule(calendar_id=self.TEAM, slot=wire(span("16:00", "16:30"))))
        world.calendar.hidden.add(self.TEAM)

    def body(self, **fields: object) -> Json:
        return schedule(command_id="c-2", calendar_id=self.TEAM, **fields)

    async def test_makes_the_user_s_own_time_unknown(self, world: World) -> None:
        data = await world.data(self.body(dry_run=True))

        assert data["unknown_participants"] == [ANA]

    async def test_treated_as_busy_blocks(self, world: World) -> None:
        data = await world.refused(self.body(on_not_visible="treat_busy"), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": ANA, "reason": "unknown"}]

    async def test_rejected_is_named(self, world: World) -> None:
        data = await world.refused(self.body(on_not_visible="reject"), Code.NOT_VISIBLE)

        assert data == {"unknown_participants": [ANA]}

    async def test_leaves_busy_what_is_known_to_be(self, world: World) -> None:
        world.busy(ANA, TEN)

        data = await world.refused(self.body(), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": ANA, "reason": "busy"}]
        assert data["unknown_participants"] == [ANA]
