"""`update_status`: the mark before the title, the entry in the description, and nothing else."""

from dataclasses import replace

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.updating import of_somebody_else, patches, rename, status
from tests.handlers.world import ANA, NOW, SECOND, TEN, World, at
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent, EventKey, SendUpdates
from worker.ports.commands import Observation


class TestSucceeded:
    async def test_the_title_is_marked_and_the_description_has_an_entry(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        data = await world.data(status("Confirmed", notes="Bring <b>both</b> keys"))

        event = world.event(MEETING)
        assert data["event"]["title"] == event.title == "[CONFIRMED] Demo"
        assert event.property_named("vai_status") == "CONFIRMED"
        assert event.description == (
            f"{meeting.description}<br><br><b>Status:</b> Confirmed (Monday, 2 March 2026, 09:00)"
            "<br><b>Note:</b> Bring &lt;b&gt;both&lt;/b&gt; keys"
        )

    async def test_nothing_else_changes(self, world: World, meeting: CalendarEvent) -> None:
        await world.run(status())

        event = world.event(MEETING)
        ours = ("title", "description", "private", "etag", "updated")
        assert replace(event, **{name: getattr(meeting, name) for name in ours}) == meeting
        kept = {name: value for name, value in event.private if name not in {"vai_status", "vai_write_id"}}
        assert kept == {name: value for name, value in meeting.private if name != "vai_write_id"}
        assert event.property_named("vai_write_id") not in {None, meeting.property_named("vai_write_id")}

    async def test_google_writes_to_nobody(self, world: World, meeting: CalendarEvent) -> None:
        await world.run(status())

        assert [whom for _, _, whom in world.calendar.patches] == [SendUpdates.NONE]

    async def test_it_is_said_in_the_language_of_the_command(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        answer = await world.run(status("amânat", notes="mâine", locale="ro"))

        assert answer.message == "Starea întâlnirii este acum AMÂNAT."
        entry = world.event(MEETING).description.rpartition("<br><br>")[2]
        assert entry == "<b>Stare:</b> amânat (luni, 2 martie 2026, 09:00)<br><b>Notă:</b> mâine"

    async def test_a_second_status_takes_the_place_of_the_first(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        await world.run(status())
        await world.run(status("no-show", command_id="status-2"))

        event = world.event(MEETING)
        assert (event.title, event.property_named("vai_status")) == ("[NO-SHOW] Demo", "NO-SHOW")
        assert event.description.count("<b>Status:</b>") == 2

    async def test_the_same_status_again_is_one_more_entry(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        await world.run(status())
        await world.run(status(command_id="status-2"))

        assert world.event(MEETING).title == "[CONFIRMED] Demo"
        assert world.event(MEETING).description.count("<b>Status:</b>") == 2

    @pytest.mark.parametrize(
        ("by_hand", "after"),
        [
            ("[Well confirmed] Demo", "[HELD] [Well confirmed] Demo"),
            ("Demo", "[HELD] Demo"),
            ("[CONFIRMED] New name", "[HELD] New name"),
            ("New [CONFIRMED] name", "[HELD] New [CONFIRMED] name"),
        ],
    )
    async def test_what_a_person_made_of_the_title_stays(
        self, world: World, meeting: CalendarEvent, by_hand: str, after: str
    ) -> None:
        await world.run(status())
        rename(world, by_hand)

        await world.run(status("held", command_id="status-2"))

        assert world.event(MEETING).title == after

    async def test_an_event_of_a_person_gets_only_what_is_needed(self, world: World) -> None:
        world.busy(ANA, TEN, "lunch")

        await world.run(status(event="lunch"))

        event = world.event("lunch")
        assert event.title == "[CONFIRMED] Lunch"
        assert {name for name, _ in event.private} == {"vai_status", "vai_write_id"}

    async def test_a_meeting_that_is_over_can_be_marked(self, world: World) -> None:
        world.busy(ANA, TEN, "lunch")
        world.wait(at("18:00", days=3) - NOW)

        await world.run(status("held", event="lunch"))

        assert world.event("lunch").title == "[HELD] Lunch"

    async def test_one_of_whole_days_is_dated_in_the_calendar_s_zone(self, world: World) -> None:
        lunch = world.busy(ANA, TEN, "lunch")
        days = (NOW.date(), NOW.date())
        world.calendar.put(replace(lunch, when=None, all_day=days, time_zone=None))

        await world.run(status(event="lunch"))

        assert "09:00" in world.event("lunch").description

    async def test_it_is_observed_and_its_reservations_follow_it(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        later = replace(TEN, start=TEN.end, end=TEN.end + TEN.duration)
        world.calendar.put(replace(meeting, when=later))

        await world.run(status())

        (seen,) = world.settlement.observed
        assert seen == Observation(seen.account, world.event(MEETING), "status-1", "en")
        assert {one.period for one in world.kept} == {later}

    async def test_a_dry_run_changes_nothing(self, world: World, meeting: CalendarEvent) -> None:
        answer = await world.run(status(dry_run=True))

        assert answer.message == "The meeting's status would be CONFIRMED."
        assert answer.data.model_dump()["event"]["title"] == "[CONFIRMED] Demo"
        assert (world.writes, world.event(MEETING)) == ([], meeting)


class TestRefused:
    @pytest.mark.parametrize("dry_run", [False, True])
    async def test_what_may_not_be_changed(self, world: World, meeting: CalendarEvent, dry_run: bool) -> None:
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
            await world.refused(status(event=event, command_id=event, dry_run=dry_run), code)
        assert patches(world) == []

    async def test_one_of_ours_that_google_has_forgotten_is_cancelled(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.forget(meeting.key)

        await world.refused(status(), Code.ALREADY_CANCELLED)

    async def test_an_instance_is_changed_alone(self, world: World) -> None:
        instance = world.busy(ANA, TEN, "weekly_20260302T080000Z")
        world.calendar.put(replace(instance, recurring_event_id="weekly"))

        await world.run(status(event=instance.id))

        assert [key for key, _, _ in world.calendar.patches] == [EventKey(ANA, instance.id)]

    async def test_past_the_deadline_nothing_is_done(self, world: World, meeting: CalendarEvent) -> None:
        deadline = (NOW + 5 * SECOND).isoformat()
        world.calendar.on_get = lambda: world.wait(6 * SECOND)

        await world.refused(status(deadline=deadline), Code.EXPIRED)

        assert (world.writes, world.event(MEETING)) == ([], meeting)
