"""What `worker.ports.reservations.Reservations` promises about holds; every store must pass it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from tests.store.asked import ANSWER, claimed, ends, seats, slot, span
from tests.store.holding import MINUTES, held, is_held, released
from tests.store.reservations_contract import all_taken
from worker.codes import Code
from worker.domain.interval import Interval
from worker.errors import LeaseLost, Refused
from worker.ports.commands import Booking, Commands
from worker.ports.reservations import Hold, ReservationKind, Reservations


def hold_for(*people: str, hold_id: str = "h-1", slot: Interval = span(9, 10)) -> Hold:  # noqa: B008  (frozen)
    return Hold(hold_id, slot, seats(*people).emails)


@contextmanager
def refused(code: Code) -> Iterator[None]:
    with pytest.raises(Refused) as info:
        yield
    assert info.value.code == code


class HoldsContract:
    async def test_a_held_time_can_be_had_by_nobody_else(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await held(commands, reservations, hold_for("bob"), user_id="user-2")

        assert await reservations.reserve(await claimed(commands), seats("ana", "bob"), [slot(9, 10)]) is None
        assert not await is_held(commands, reservations, hold_for("bob", hold_id="h-2"))

    async def test_a_live_hold_says_what_it_keeps(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await held(commands, reservations, hold_for("ana", "bob"))

        assert await reservations.hold("user-1", "h-1") == hold_for("ana", "bob")

    async def test_a_used_hold_that_is_given_up_is_live_again(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await held(commands, reservations, hold_for("ana", "bob"))
        claim = await claimed(commands)
        await reservations.use_hold(claim, "h-1", seats("ana", "bob"), b"reserved")

        await reservations.give_up(claim)

        assert await reservations.hold("user-1", "h-1") == hold_for("ana", "bob")
        await reservations.use_hold(claim, "h-1", seats("ana", "bob"), b"again")

    async def test_an_expired_hold_keeps_nothing(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await held(commands, reservations, hold_for("ana"), timedelta(0))

        assert await all_taken(reservations) == []
        with refused(Code.HOLD_EXPIRED):
            await reservations.hold("user-1", "h-1")
        with refused(Code.HOLD_EXPIRED):
            await reservations.use_hold(await claimed(commands, "c-1"), "h-1", seats("ana"), b"used")
        with refused(Code.HOLD_EXPIRED):
            await released(commands, reservations)
        second = await claimed(commands, "c-2")
        assert await reservations.reserve(second, seats("ana"), [slot(9, 10)]) == span(9, 10)

    async def test_a_hold_becomes_a_booking(self, commands: Commands, reservations: Reservations) -> None:
        await held(commands, reservations, hold_for("ana", "bob"))
        claim = await claimed(commands)
        await reservations.use_hold(claim, "h-1", seats("ana"), b"used")
        assert {kind for _, _, kind in await all_taken(reservations)} == {ReservationKind.PENDING}

        await commands.finish(claim, ANSWER, ends())

        assert await all_taken(reservations) == [("ana", span(9, 10), ReservationKind.BOOKED)]
        with refused(Code.HOLD_NOT_FOUND):
            await reservations.hold("user-1", "h-1")

    async def test_a_hold_that_did_no_good_comes_back(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await held(commands, reservations, hold_for("ana", "bob"))
        claim = await claimed(commands)
        await reservations.use_hold(claim, "h-1", seats("ana"), b"used")

        await commands.finish(claim, ANSWER, ends(Booking.RELEASE))

        assert await reservations.hold("user-1", "h-1") == hold_for("ana", "bob")
        assert await all_taken(reservations) == [
            ("ana", span(9, 10), ReservationKind.HOLD),
            ("bob", span(9, 10), ReservationKind.HOLD),
        ]

    async def test_a_command_may_use_its_hold_again_but_no_other_may(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await held(commands, reservations, hold_for("ana"))
        claim = await claimed(commands, "c-1")
        await reservations.use_hold(claim, "h-1", seats("ana"), b"used")
        await reservations.use_hold(claim, "h-1", seats("ana"), b"used again")

        with refused(Code.HOLD_NOT_FOUND):
            await reservations.use_hold(await claimed(commands, "c-2"), "h-1", seats("ana"), b"no")
        await commands.release(claim)
        assert (await claimed(commands, "c-1")).progress == b"used again"

    async def test_a_hold_is_good_only_for_the_people_it_keeps(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await held(commands, reservations, hold_for("ana"))
        claim = await claimed(commands)

        with refused(Code.HOLD_MISMATCH):
            await reservations.use_hold(claim, "h-1", seats("ana", "bob"), b"no")
        await commands.release(claim)
        assert not (await claimed(commands)).may_have_written

    async def test_a_hold_is_nobody_elses(self, commands: Commands, reservations: Reservations) -> None:
        await held(commands, reservations, hold_for("ana"), user_id="user-2")

        for attempt in (
            reservations.hold("user-1", "h-1"),
            reservations.use_hold(await claimed(commands), "h-1", seats("ana"), b"no"),
            released(commands, reservations),
        ):
            with refused(Code.HOLD_NOT_FOUND):
                await attempt

    async def test_a_hold_can_be_given_up_more_than_once(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await held(commands, reservations, hold_for("ana"))
        await released(commands, reservations)
        await released(commands, reservations)

        with refused(Code.HOLD_NOT_FOUND):
            await reservations.hold("user-1", "h-1")
        assert await all_taken(reservations) == []

    async def test_a_used_hold_cannot_be_given_up(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await held(commands, reservations, hold_for("ana"))
        await reservations.use_hold(await claimed(commands), "h-1", seats("ana"), b"used")

        with refused(Code.HOLD_NOT_FOUND):
            await released(commands, reservations)

    async def test_to_look_whether_a_hold_can_be_given_up_changes_nothing(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await held(commands, reservations, hold_for("ana"))

        await reservations.ensure_releasable("user-1", "h-1")
        assert await reservations.hold("user-1", "h-1") == hold_for("ana")
        await released(commands, reservations)
        await reservations.ensure_releasable("user-1", "h-1")
        for user_id, hold_id in (("user-2", "h-1"), ("user-1", "never-was")):
            with refused(Code.HOLD_NOT_FOUND):
                await reservations.ensure_releasable(user_id, hold_id)

    async def test_a_hold_and_the_progress_of_its_command_are_stored_together(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        claim = await claimed(commands)
        until = await commands.time() + MINUTES
        assert await reservations.place_hold(claim, hold_for("ana"), until, 20, b"held")
        await commands.release(claim)
        assert (await claimed(commands)).progress == b"held"

        second = await claimed(commands, "c-2")
        assert not await reservations.place_hold(second, hold_for("ana", hold_id="h-2"), until, 20, b"no")
        await commands.release(second)
        assert (await claimed(commands, "c-2")).progress is None

    async def test_only_who_holds_the_claim_holds_or_gives_up(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await held(commands, reservations, hold_for("ana"))
        claim = await claimed(commands)
        await commands.release(claim)
        until = await commands.time() + MINUTES

        with pytest.raises(LeaseLost):
            await reservations.place_hold(claim, hold_for("bob", hold_id="h-2"), until, 20, b"no")
        with pytest.raises(LeaseLost):
            await reservations.release_hold(claim, "h-1", b"no")

        assert await all_taken(reservations) == [("ana", span(9, 10), ReservationKind.HOLD)]

    async def test_the_hold_of_a_command_that_was_forgotten_makes_room_for_its_namesake(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await held(commands, reservations, hold_for("ana"), timedelta(0))
        later = hold_for("bob", slot=span(11, 12))
        until = await commands.time() + MINUTES

        assert await reservations.place_hold(await claimed(commands), later, until, 20, b"held")

        assert await reservations.hold("user-1", "h-1") == later

    async def test_a_user_has_so_many_live_holds_and_no_more(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        for number in range(3):
            hold = hold_for("ana", hold_id=f"h-{number}", slot=span(number, number + 1))
            await held(commands, reservations, hold, MINUTES if number else timedelta(0), limit=2)

        with refused(Code.TOO_MANY_HOLDS):
            await reservations.ensure_may_hold("user-1", 2)
        with refused(Code.TOO_MANY_HOLDS):
            await held(commands, reservations, hold_for("bob", hold_id="h-5"), limit=2)
        await reservations.ensure_may_hold("user-1", 3)
        await held(commands, reservations, hold_for("bob", hold_id="h-9"), user_id="user-2", limit=2)
