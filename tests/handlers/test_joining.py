"""Whoever joins a meeting is free at its time and promised to it; the rest of the list stays as it was."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.fakes.store_reservations import FakeReservations
from tests.handlers.cancelling import MEETING
from tests.handlers.updating import (
    LOST,
    asked,
    at_noon,
    join,
    patches,
    uncertain,
    update,
)
from tests.handlers.world import ANA, BOB, EVE, GUEST, NOW, TEN, World, at
from worker.codes import Code
from worker.domain.calendar_event import Attendee, CalendarEvent
from worker.domain.interval import Interval
from worker.ports.commands import Claim
from worker.ports.reservations import Candidate, ReservationKind, Seats


class TestWhoJoins:
    async def test_whoever_joins_is_asked_and_their_time_is_taken(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        data = await world.data(join(EVE, name="Eve"))

        assert asked(world) == [ANA, BOB, EVE]
        assert [one["name"] for one in data["event"]["attendees"]] == [None, None, "Eve"]
        assert world.kinds(EVE) == [ReservationKind.BOOKED]
        assert {one.period for one in world.kept} == {TEN}

    async def test_their_time_is_taken_before_google_knows(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, join(EVE))

        assert world.kinds(EVE) == [ReservationKind.PENDING]

    async def test_one_who_is_busy_cannot(self, world: World, meeting: CalendarEvent) -> None:
        world.busy(EVE, TEN)

        data = await world.refused(join(EVE), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": EVE, "reason": "busy"}]
        starts = [one["start"]["utc"] for one in data["alternatives"]]
        assert starts[0] == "2026-03-02T08:30:00Z", "half past ten suits all three"
        assert patches(world) == []

    async def test_an_alternative_suits_those_who_come_already(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.busy(EVE, TEN)
        after = replace(TEN, start=TEN.end, end=TEN.end + TEN.duration)
        world.busy(BOB, after, "call")

        data = await world.refused(join(EVE), Code.SLOT_TAKEN)

        assert data["alternatives"][0]["start"]["utc"] == "2026-03-02T09:00:00Z"

    async def test_nor_one_whom_this_system_promised_elsewhere(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        await world.hold(EVE, user_id=EVE)

        data = await world.refused(join(EVE), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": EVE, "reason": "hold"}]

    async def test_nor_one_whom_another_command_takes_at_that_very_moment(
        self, world: World, meeting: CalendarEvent, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reserve, elsewhere = FakeReservations.reserve, world.busy(EVE, at_noon(), "other")

        async def after_another(
            reservations: FakeReservations, claim: Claim, seats: Seats, candidates: Sequence[Candidate]
        ) -> Interval | None:
            if not world.kinds(EVE):
                world.calendar.put(replace(elsewhere, when=TEN))
                reservations.add(EVE, TEN, elsewhere.key, user_id=EVE)
            return await reserve(reservations, claim, seats, candidates)

        monkeypatch.setattr(FakeReservations, "reserve", after_another)

        data = await world.refused(join(EVE), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": EVE, "reason": "busy"}]

    async def test_the_organizer_s_other_meetings_are_no_matter(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.busy(ANA, TEN, "another")
        world.busy(BOB, TEN, "a third")

        await world.run(join(EVE))

        assert asked(world) == [ANA, BOB, EVE]

    async def test_an_optional_guest_may_be_busy(self, world: World, meeting: CalendarEvent) -> None:
        world.busy(EVE, TEN)

        await world.run(join(EVE, required=False))

        (eve,) = (one for one in world.event(MEETING).attendees if one.email == EVE)
        assert eve.optional
        assert world.kinds(EVE) == []

    async def test_a_calendar_that_cannot_be_seen_is_free_and_named(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.hidden.add(GUEST)

        data = await world.data(join(GUEST, EVE))

        assert data["unknown_participants"] == [GUEST]
        assert asked(world) == [ANA, BOB, GUEST, EVE]

    async def test_whoever_is_asked_already_stays_as_they_are(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        accepted = tuple(replace(one, response="accepted") for one in meeting.attendees)
        world.calendar.put(replace(meeting, attendees=accepted))

        await world.run(join(ANA, BOB, required=False))

        assert world.event(MEETING).attendees == accepted
        assert patches(world)[0].attendees is None

    async def test_with_the_first_guest_the_organizer_is_listed(self, world: World) -> None:
        world.busy(ANA, TEN, "lunch")

        await world.run(update("lunch", add_participants=[{"email": EVE}]))

        assert [(one.email, one.response) for one in world.event("lunch").attendees] == [
            (ANA, "accepted"),
            (EVE, "needsAction"),
        ]

    async def test_what_others_said_and_whom_they_bring_stays(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        loud = Attendee(BOB, "Bob", "accepted", comment="Late", additional_guests=2)
        room = Attendee("room@vai.example", resource=True)
        world.calendar.put(replace(meeting, attendees=(meeting.attendees[0], loud, room)))

        await world.run(join(EVE))

        (sent,) = patches(world)
        assert sent.attendees is not None
        kept = {one.email: one for one in sent.attendees}
        assert (kept[BOB].comment, kept[BOB].additional_guests, kept[BOB].response) == ("Late", 2, "accepted")
        assert kept[room.email].resource

    async def test_somebody_taken_off_by_hand_may_join_again(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.put(replace(meeting, attendees=meeting.attendees[:1]))

        await world.run(join(BOB))

        assert asked(world) == [ANA, BOB]
        assert world.kinds(BOB) == [ReservationKind.BOOKED]

    async def test_more_guests_than_google_takes_are_refused(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        many = [{"email": f"guest-{number}@far.example"} for number in range(200)]

        await world.refused(update(add_participants=many), Code.INVALID_COMMAND)

        await world.run(update(add_participants=many[1:], command_id="update-2"))
        assert len(asked(world)) == 201

    async def test_a_list_that_google_does_not_show_whole_is_left_alone(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.put(replace(meeting, attendees_omitted=True))

        await world.refused(join(EVE), Code.INVALID_COMMAND)
        await world.run(update(title="New", command_id="update-2"))


class TestWhenNobodyHasToBeFree:
    @pytest.mark.parametrize("state", ["over", "transparent"])
    async def test_anybody_may_join(self, world: World, meeting: CalendarEvent, state: str) -> None:
        world.busy(EVE, TEN)
        if state == "over":
            world.wait(at("10:30") - NOW)
        else:
            world.calendar.put(replace(meeting, transparent=True))

        await world.run(join(EVE))

        assert (asked(world), world.kinds(EVE)) == ([ANA, BOB, EVE], [])

    async def test_one_that_is_going_on_still_takes_people_s_time(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.busy(EVE, TEN)
        world.wait(at("10:15") - NOW)

        data = await world.refused(join(EVE), Code.SLOT_TAKEN)

        assert (data["blocked_by"], data["alternatives"]) == ([{"email": EVE, "reason": "busy"}], [])

    async def test_one_of_whole_days_takes_up_its_days_and_promises_nothing(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        days = (NOW.date(), at("9:00", days=1).date())
        world.calendar.put(replace(meeting, when=None, all_day=days, time_zone=None))
        world.busy(EVE, TEN)

        data = await world.refused(join(EVE), Code.SLOT_TAKEN)
        await world.run(update(add_participants=[{"email": GUEST}], command_id="update-2"))

        assert data["blocked_by"] == [{"email": EVE, "reason": "busy"}]
        assert (asked(world)[-1], world.kinds(GUEST)) == (GUEST, [])
