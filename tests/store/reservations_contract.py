"""What `worker.ports.reservations.Reservations` promises; every store must pass it."""

from collections.abc import Iterable

import pytest

from tests.store.asked import ANA, ANSWER, claimed, ends, key, seats, slot, span
from worker.domain.interval import Interval
from worker.errors import LeaseLost
from worker.ports.commands import Booking, Commands, Settlement
from worker.ports.reservations import Reservation, ReservationKind, Reservations

EVERYBODY = seats("ana", "bob", "eve").emails


def times(taken: Iterable[Reservation]) -> list[tuple[str, Interval, ReservationKind]]:
    return [(one.email.removesuffix("@example.com"), one.period, one.kind) for one in taken]


async def all_taken(reservations: Reservations) -> list[tuple[str, Interval, ReservationKind]]:
    return times(await reservations.taken(EVERYBODY, span(0, 24)))


class BookingContract:
    async def test_the_first_slot_that_is_free_for_all_is_taken(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        first = await claimed(commands, "c-1")
        await reservations.reserve(first, seats("ana"), [slot(9, 10)])
        second = await claimed(commands, "c-2")

        chosen = await reservations.reserve(
            second, seats("ana", "bob", event_id="e-2"), [slot(8, 9.5), slot(9.5, 11), slot(10, 11)]
        )

        assert chosen == span(10, 11)
        assert await all_taken(reservations) == [
            ("ana", span(9, 10), ReservationKind.PENDING),
            ("ana", span(10, 11), ReservationKind.PENDING),
            ("bob", span(10, 11), ReservationKind.PENDING),
        ]

    async def test_nothing_is_taken_where_nothing_is_free(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await reservations.reserve(await claimed(commands, "c-1"), seats("ana"), [slot(9, 12)])
        second = await claimed(commands, "c-2")

        assert await reservations.reserve(second, seats("bob", "ana"), [slot(9, 10), slot(11, 12)]) is None
        assert await reservations.reserve(second, seats("bob"), []) is None
        assert len(await all_taken(reservations)) == 1

    @pytest.mark.parametrize(
        ("before", "after", "start", "free"),
        [
            (0, 0, 10, True),
            (15, 0, 10, False),
            (15, 0, 10.25, True),
            (0, 15, 10, True),
            (0, 15, 8, False),
            (0, 15, 7.75, True),
            (15, 0, 8, True),
        ],
    )
    async def test_the_gaps_are_those_of_the_new_meeting(
        self,
        commands: Commands,
        reservations: Reservations,
        before: int,
        after: int,
        start: float,
        free: bool,
    ) -> None:
        """There is a meeting from nine to ten, and the new one lasts an hour."""
        await reservations.reserve(await claimed(commands, "c-1"), seats("ana"), [slot(9, 10)])

        chosen = await reservations.reserve(
            await claimed(commands, "c-2"),
            seats("ana", event_id="e-2", before=before, after=after),
            [slot(start, start + 1)],
        )

        assert (chosen is not None) == free

    async def test_to_reserve_again_moves_the_own_reservation(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        claim = await claimed(commands)
        await reservations.reserve(claim, seats("ana"), [slot(9, 10)])

        assert await reservations.reserve(claim, seats("ana"), [slot(9.5, 10.5)]) == span(9.5, 10.5)
        assert await all_taken(reservations) == [("ana", span(9.5, 10.5), ReservationKind.PENDING)]

    async def test_what_the_command_reserved_for_another_event_stays(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        claim = await claimed(commands)
        await reservations.reserve(claim, seats("ana", event_id="e-1"), [slot(9, 10)])

        chosen = await reservations.reserve(
            claim, seats("ana", event_id="e-2"), [slot(9.5, 10.5), slot(10, 11)]
        )

        assert chosen == span(10, 11)
        assert [when for _, when, _ in await all_taken(reservations)] == [span(9, 10), span(10, 11)]

    @pytest.mark.parametrize(
        ("booking", "left"),
        [
            (Booking.CONFIRM, [("ana", span(9, 10), ReservationKind.BOOKED)]),
            (Booking.KEEP, [("ana", span(9, 10), ReservationKind.PENDING)]),
            (Booking.RELEASE, []),
        ],
    )
    async def test_the_end_of_the_command_decides_over_its_reservation(
        self, commands: Commands, reservations: Reservations, booking: Booking, left: list[object]
    ) -> None:
        claim = await claimed(commands)
        await reservations.reserve(claim, seats("ana"), [slot(9, 10)])

        await commands.finish(claim, ANSWER, ends(booking))

        assert await all_taken(reservations) == left

    async def test_what_is_given_up_is_free_and_its_command_begins_anew(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        claim = await claimed(commands)
        await reservations.reserve(claim, seats("ana", "bob"), [slot(9, 10)])

        await reservations.give_up(claim)

        assert await all_taken(reservations) == []
        await commands.release(claim)
        again = await claimed(commands)
        assert (again.progress, again.may_have_written) == (None, False)

    async def test_only_who_holds_the_claim_gives_up(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        claim = await claimed(commands)
        await reservations.reserve(claim, seats("ana"), [slot(9, 10)])
        await commands.release(claim)
        heir = await claimed(commands)

        with pytest.raises(LeaseLost):
            await reservations.give_up(claim)

        assert heir.progress == b"reserved"
        assert len(await all_taken(reservations)) == 1

    async def test_an_event_that_is_cancelled_frees_its_people(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        booking = await claimed(commands, "c-1")
        await reservations.reserve(booking, seats("ana", "bob"), [slot(9, 10)])
        await commands.finish(booking, ANSWER, ends())

        await commands.finish(await claimed(commands, "c-2"), ANSWER, Settlement(freed=(key(),)))

        assert await all_taken(reservations) == []

    async def test_only_what_overlaps_the_window_is_told(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await reservations.reserve(await claimed(commands), seats("ana", "bob"), [slot(9, 10)])

        (told,) = await reservations.taken(["ana@example.com"], span(9.5, 12))

        assert told == Reservation(
            "ana@example.com", span(9, 10), ReservationKind.PENDING, ANA.user_id, key()
        )
        assert list(await reservations.taken(["ana@example.com"], span(10, 12))) == []


class CorrectionContract:
    async def test_a_meeting_moved_by_hand_takes_its_promise_along(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await self.book(commands, reservations, "e-1", 9, "ana", "bob")

        await reservations.correct(key(), span(9.5, 10.5))

        assert {when for _, when, _ in await all_taken(reservations)} == {span(9.5, 10.5)}

    async def test_a_meeting_deleted_by_hand_frees_everybody(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await self.book(commands, reservations, "e-1", 9, "ana", "bob")
        await self.book(commands, reservations, "e-2", 11, "ana")

        await reservations.correct(key("e-1"), None)

        assert [when for _, when, _ in await all_taken(reservations)] == [span(11, 12)]

    async def test_who_does_not_come_is_free(self, commands: Commands, reservations: Reservations) -> None:
        await self.book(commands, reservations, "e-1", 9, "ana", "bob")

        await reservations.correct(key(), span(9, 10), {"bob@example.com"})

        assert [who for who, _, _ in await all_taken(reservations)] == ["ana"]

    async def test_a_meeting_moved_onto_a_promise_gives_up_its_own(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await self.book(commands, reservations, "e-1", 9, "ana", "bob")
        await self.book(commands, reservations, "e-2", 11, "ana")

        await reservations.correct(key("e-1"), span(11.5, 12.5))

        assert [(who, when) for who, when, _ in await all_taken(reservations)] == [
            ("ana", span(11, 12)),
            ("bob", span(11.5, 12.5)),
        ]

    async def test_an_event_that_nobody_promised_is_no_trouble(self, reservations: Reservations) -> None:
        await reservations.correct(key("unknown"), span(9, 10), {"ana@example.com"})
        await reservations.correct(key("unknown"), None)

    async def book(
        self, commands: Commands, reservations: Reservations, event_id: str, hour: float, *people: str
    ) -> None:
        claim = await claimed(commands, event_id)
        await reservations.reserve(claim, seats(*people, event_id=event_id), [slot(hour, hour + 1)])
        await commands.finish(claim, ANSWER, ends())
