"""What is due when nobody works waits for the next working time, unless it was told to keep its due."""

from tests.handlers.asking_for_meetings import remember
from tests.handlers.world import TEXTS, World, at, follow_up, follow_up_id, meeting_id, schedule
from worker.app.wiring import router
from worker.domain.holidays import Holidays
from worker.domain.zones import local_date, zone

SATURDAY = at("10:00", days=5)
MONDAY = at("9:00", days=7)
OFF = Holidays({"Europe/Bucharest": frozenset({local_date(MONDAY, zone("Europe/Bucharest"))})})
NIGHTS = {"days": ["saturday"], "start": "09:30", "end": "11:00"}


class TestAfterAMeeting:
    async def test_a_saturday_becomes_monday_at_nine_wherever_it_is_spoken_of(self, world: World) -> None:
        late = follow_up(due=SATURDAY.isoformat(), priority="high")

        data = await world.data(schedule(follow_up_actions=[late]))

        (told,) = data["follow_ups"]
        assert told["start"]["utc"] == "2026-03-09T07:00:00Z"
        assert world.event(follow_up_id()).when == world.written[1].when
        assert world.written[1].when.start == MONDAY
        assert "Monday, 9 March 2026, 09:00" in world.event(meeting_id()).description

    async def test_one_that_keeps_its_due_stays(self, world: World) -> None:
        kept = follow_up(due=SATURDAY.isoformat(), keep_due=True)

        await world.run(schedule(follow_up_actions=[kept]))

        assert world.written[1].when.start == SATURDAY
        assert world.event(follow_up_id()).property_named("vai_keep_due") == "true"
        assert "Saturday, 7 March 2026, 10:00" in world.event(meeting_id()).description

    async def test_a_dry_run_shows_the_time_that_it_would_have(self, world: World) -> None:
        late = follow_up(due=SATURDAY.isoformat())

        data = await world.data(schedule(follow_up_actions=[late], dry_run=True))

        assert data["follow_ups"][0]["start"]["utc"] == "2026-03-09T07:00:00Z"

    async def test_whoever_works_then_is_reminded_then(self, world: World) -> None:
        await world.run(
            schedule(working_hours=[NIGHTS], follow_up_actions=[follow_up(due=SATURDAY.isoformat())])
        )

        assert world.written[1].when.start == SATURDAY

    async def test_it_reminds_before_the_time_that_it_has(self, world: World) -> None:
        """It was due in ten minutes, and no reminder but one would have been left."""
        early = at("8:50", days=1)
        world.wait(at("8:45", days=1) - world.clock.now())

        await world.run(
            schedule(
                slot={"start": at("10:00", days=1).isoformat(), "end": at("10:30", days=1).isoformat()},
                follow_up_actions=[follow_up(due=early.isoformat(), priority="low")],
            )
        )

        assert world.written[1].when.start == at("9:00", days=1)
        assert [one.minutes for one in world.written[1].reminders] == [15]

    async def test_what_was_due_before_stays_where_it_was(self, world: World) -> None:
        await world.run(schedule(follow_up_actions=[follow_up(due=at("6:00").isoformat())]))

        assert world.written[1].when.start == at("6:00")


class TestOneOfItsOwn:
    async def test_says_that_it_waits_for_work(self, world: World) -> None:
        answer = await world.run(remember(due=SATURDAY.isoformat()))

        assert answer.message == (
            "The follow-up is set for Monday, 9 March 2026, 09:00, when work begins again."
        )
        assert world.written[0].when.start == MONDAY

    async def test_says_so_in_a_dry_run(self, world: World) -> None:
        answer = await world.run(remember(due=SATURDAY.isoformat(), dry_run=True, locale="ro"))

        said = (
            "Follow-up-ul ar fi programat pentru luni, 9 martie 2026, 09:00, când reîncepe programul de lucru"
        )
        assert answer.message == f"{said}."

    async def test_keeps_its_due_where_it_is_told_to(self, world: World) -> None:
        answer = await world.run(remember(due=SATURDAY.isoformat(), keep_due=True))

        assert answer.message == "The follow-up is set for Saturday, 7 March 2026, 10:00."
        assert world.event(follow_up_id()).property_named("vai_keep_due") == "true"

    async def test_waits_over_a_public_holiday(self, world: World) -> None:
        world.handle = router(world.ports, TEXTS, world.clock, holidays=OFF)

        await world.run(remember(due=SATURDAY.isoformat()))

        assert world.written[0].when.start == at("9:00", days=8)

    async def test_of_the_past_stays_there(self, world: World) -> None:
        await world.run(remember(due=at("6:00").isoformat()))

        assert world.written[0].when.start == at("6:00")
