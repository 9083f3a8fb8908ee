"""What `worker.ports.reservations.Reservations` promises about holds; every store must pass it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

import pytest

from tests.store.asked import ANSWER, claimed, ends, seats, slot, span
from tests.store.reservations_contract import all_taken
from worker.domain.interval import Interval
from worker.errors import Code, Refused
from worker.ports.commands import Booking, Commands
from worker.ports.reservations import Hold, ReservationKind, Reservations

MINUTES = timedelta(minutes=5)


class Holds(Protocol):
    """What is there already for `hold_slot` and `release_hold`."""

    async def place_hold(self, user_id: str, hold: Hold, ttl: timedelta, limit: int = 20) -> datetime: ...

    async def release_hold(self, user_id: str, hold_id: str) -> None: ...


def hold_for(*people: str, hold_id: str = "h-1", slot: Interval = span(9, 10)) -> Hold:  # noqa: B008  (frozen)
    return Hold(hold_id, slot, seats(*people).emails)


@contextmanager
def refused(code: Code) -> Iterator[None]:
    with pytest.raises(Refused) as info:
        yield
    assert info.value.code == code


class HoldsContract:
    async def test_a_held_time_can_be_had_by_nobody_else(
        self, commands: Commands, reservations: Reservations, holds: Holds
    ) -> None:
        await holds.place_hold("user-2", hold_for("bob"), MINUTES)

        assert await reservations.reserve(await claimed(commands), seats("ana", "bob"), [slot(9, 10)]) is None
        with refused(Code.SLOT_TAKEN):
            await holds.place_hold("user-1", hold_for("bob", hold_id="h-2"), MINUTES)

    async def test_a_live_hold_says_what_it_keeps(self, reservations: Reservations, holds: Holds) -> None:
        await holds.place_hold("user-1", hold_for("ana", "bob"), MINUTES)

        assert await reservations.hold("user-1", "h-1") == hold_for("ana", "bob")

    async def test_a_used_hold_that_is_given_up_is_live_again(
        self, commands: Commands, reservations: Reservations, holds: Holds
    ) -> None:
        await holds.place_hold("user-1", hold_for("ana", "bob"), MINUTES)
        claim = await claimed(commands)
        await reservations.use_hold(claim, "h-1", seats("ana", "bob"), b"reserved")

        await reservations.give_up(claim)

        assert await reservations.hold("user-1", "h-1") == hold_for("ana", "bob")
        await reservations.use_hold(claim, "h-1", seats("ana", "bob"), b"again")

    async def test_an_expired_hold_keeps_nothing(
        self, commands: Commands, reservations: Reservations, holds: Holds
    ) -> None:
        await holds.place_hold("user-1", hold_for("ana"), timedelta(0))

        assert await all_taken(reservations) == []
        with refused(Code.HOLD_EXPIRED):
            await reservations.hold("user-1", "h-1")
        with refused(Code.HOLD_EXPIRED):
            await reservations.use_hold(await claimed(commands, "c-1"), "h-1", seats("ana"), b"used")
        with refused(Code.HOLD_EXPIRED):
            await holds.release_hold("user-1", "h-1")
        second = await claimed(commands, "c-2")
        assert await reservations.reserve(second, seats("ana"), [slot(9, 10)]) == span(9, 10)

    async def test_a_hold_becomes_a_booking(
        self, commands: Commands, reservations: Reservations, holds: Holds
    ) -> None:
        await holds.place_hold("user-1", hold_for("ana", "bob"), MINUTES)
        claim = await claimed(commands)
        await reservations.use_hold(claim, "h-1", seats("ana"), b"used")
        assert {kind for _, _, kind in await all_taken(reservations)} == {ReservationKind.PENDING}

        await commands.finish(claim, ANSWER, ends())

        assert await all_taken(reservations) == [("ana", span(9, 10), ReservationKind.BOOKED)]
        with refused(Code.HOLD_NOT_FOUND):
            await reservations.hold("user-1", "h-1")

    async def test_a_hold_that_did_no_good_comes_back(
        self, commands: Commands, reservations: Reservations, holds: Holds
    ) -> None:
        await holds.place_hold("user-1", hold_for("ana", "bob"), MINUTES)
        claim = await claimed(commands)
        await reservations.use_hold(claim, "h-1", seats("ana"), b"used")

        await commands.finish(claim, ANSWER, ends(Booking.RELEASE))

        assert await reservations.hold("user-1", "h-1") == hold_for("ana", "bob")
        assert await all_taken(reservations) == [
            ("ana", span(9, 10), ReservationKind.HOLD),
            ("bob", span(9, 10), ReservationKind.HOLD),
        ]

    async def test_a_command_may_use_its_hold_again_but_no_other_may(
        self, commands: Commands, reservations: Reservations, holds: Holds
    ) -> None:
        await holds.place_hold("user-1", hold_for("ana"), MINUTES)
        claim = await claimed(commands, "c-1")
        await reservations.use_hold(claim, "h-1", seats("ana"), b"used")
        await reservations.use_hold(claim, "h-1", seats("ana"), b"used again")

        with refused(Code.HOLD_NOT_FOUND):
            await reservations.use_hold(await claimed(commands, "c-2"), "h-1", seats("ana"), b"no")
        await commands.release(claim)
        assert (await claimed(commands, "c-1")).progress == b"used again"

    async def test_a_hold_is_good_only_for_the_people_it_keeps(
        self, commands: Commands, reservations: Reservations, holds: Holds
    ) -> None:
        await holds.place_hold("user-1", hold_for("ana"), MINUTES)
        claim = await claimed(commands)

        with refused(Code.HOLD_MISMATCH):
            await reservations.use_hold(claim, "h-1", seats("ana", "bob"), b"no")
        await commands.release(claim)
        assert not (await claimed(commands)).may_have_written

    async def test_a_hold_is_nobody_elses(
        self, commands: Commands, reservations: Reservations, holds: Holds
    ) -> None:
        await holds.place_hold("user-2", hold_for("ana"), MINUTES)

        for attempt in (
            reservations.hold("user-1", "h-1"),
            reservations.use_hold(await claimed(commands), "h-1", seats("ana"), b"no"),
            holds.release_hold("user-1", "h-1"),
        ):
            with refused(Code.HOLD_NOT_FOUND):
                await attempt

    async def test_a_hold_can_be_given_up_more_than_once(
        self, commands: Commands, reservations: Reservations, holds: Holds
    ) -> None:
        await holds.place_hold("user-1", hold_for("ana"), MINUTES)
        await holds.release_hold("user-1", "h-1")
        await holds.release_hold("user-1", "h-1")

        with refused(Code.HOLD_NOT_FOUND):
            await reservations.hold("user-1", "h-1")
        assert await all_taken(reservations) == []

    async def test_a_used_hold_cannot_be_given_up(
        self, commands: Commands, reservations: Reservations, holds: Holds
    ) -> None:
        await holds.place_hold("user-1", hold_for("ana"), MINUTES)
        await reservations.use_hold(await claimed(commands), "h-1", seats("ana"), b"used")

        with refused(Code.HOLD_NOT_FOUND):
            await holds.release_hold("user-1", "h-1")

    async def test_the_same_hold_twice_is_one(self, holds: Holds) -> None:
        first = await holds.place_hold("user-1", hold_for("ana"), MINUTES)

        assert await holds.place_hold("user-1", hold_for("ana"), 2 * MINUTES) == first

    async def test_a_user_has_so_many_live_holds_and_no_more(self, holds: Holds) -> None:
        for number in range(3):
            held = hold_for("ana", hold_id=f"h-{number}", slot=span(number, number + 1))
            await holds.place_hold("user-1", held, MINUTES if number else timedelta(0), limit=2)

        with refused(Code.TOO_MANY_HOLDS):
            await holds.place_hold("user-1", hold_for("bob", hold_id="h-5"), MINUTES, limit=2)
        await holds.place_hold("user-2", hold_for("bob", hold_id="h-9"), MINUTES, limit=2)
