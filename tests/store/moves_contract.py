"""What `worker.ports.reservations.Reservations` promises of meetings that move; every store must pass it."""

from dataclasses import replace

import pytest

from tests.store.asked import ANSWER, claimed, ends, key, seats, slot, span
from tests.store.holding import held
from tests.store.holds_contract import hold_for, refused
from tests.store.reservations_contract import all_taken
from worker.codes import Code
from worker.errors import MeetingBusy
from worker.ports.commands import Booking, Claim, Commands
from worker.ports.reservations import ReservationKind, Reservations, Seats

BOOKED, HOLD, PENDING = ReservationKind.BOOKED, ReservationKind.HOLD, ReservationKind.PENDING


def moving(*people: str, before: int = 0, after: int = 0) -> Seats:
    return replace(seats(*people, before=before, after=after), moves=True)


async def booked(
    commands: Commands, reservations: Reservations, hour: float, *people: str, event_id: str = "e-1"
) -> None:
    claim = await claimed(commands, f"books {event_id}")
    await reservations.reserve(claim, seats(*people, event_id=event_id), [slot(hour, hour + 1)])
    await commands.finish(claim, ANSWER, ends())


async def moved(
    commands: Commands, reservations: Reservations, hour: float, *people: str, command_id: str = "m-1"
) -> Claim:
    """Let a command reserve another hour for `e-1`, and write nothing yet."""
    claim = await claimed(commands, command_id)
    assert await reservations.reserve(claim, moving(*people), [slot(hour, hour + 1)])
    return claim


class MovesContract:
    async def test_a_meeting_that_moves_keeps_both_times(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana", "bob")

        await moved(commands, reservations, 13, "ana", "bob")

        assert await all_taken(reservations) == [
            ("ana", span(9, 10), PENDING),
            ("bob", span(9, 10), PENDING),
            ("ana", span(13, 14), PENDING),
            ("bob", span(13, 14), PENDING),
        ]
        for hour in (9, 13):
            rival = await claimed(commands, f"rival at {hour}")
            assert (
                await reservations.reserve(rival, seats("bob", event_id="e-2"), [slot(hour, hour + 1)])
                is None
            )

    @pytest.mark.parametrize(
        ("booking", "hour"), [(Booking.CONFIRM, 13), (Booking.RELEASE, 9)], ids=["done", "a definite no"]
    )
    async def test_one_time_is_left_when_it_is_known_which(
        self, commands: Commands, reservations: Reservations, booking: Booking, hour: int
    ) -> None:
        await booked(commands, reservations, 9, "ana", "bob")
        claim = await moved(commands, reservations, 13, "ana", "bob")

        await commands.finish(claim, ANSWER, ends(booking))

        assert await all_taken(reservations) == [
            ("ana", span(hour, hour + 1), BOOKED),
            ("bob", span(hour, hour + 1), BOOKED),
        ]

    async def test_both_times_stay_where_nobody_knows_until_the_event_is_read(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana")
        claim = await moved(commands, reservations, 13, "ana")

        await commands.finish(claim, ANSWER, ends(Booking.KEEP))

        assert [when for _, when, _ in await all_taken(reservations)] == [span(9, 10), span(13, 14)]

    async def test_an_old_and_a_new_time_may_overlap(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana")
        claim = await moved(commands, reservations, 9.5, "ana")
        rival = await claimed(commands, "rival")
        assert await reservations.reserve(rival, seats("ana", event_id="e-2"), [slot(10, 11), slot(10.5, 11)])

        await commands.finish(claim, ANSWER, ends())

        assert [when for _, when, _ in await all_taken(reservations)] == [span(9.5, 10.5), span(10.5, 11)]

    async def test_what_others_reserved_stands_in_the_way_with_its_gaps(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana")
        await booked(commands, reservations, 13, "ana", event_id="e-2")
        claim = await claimed(commands, "m-1")
        wanted = [slot(13, 14), slot(14.25, 15), slot(14.5, 15)]

        assert await reservations.reserve(claim, moving("ana", before=30), wanted) == span(14.5, 15)

    async def test_its_own_old_time_does_not_even_keep_a_gap(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana")
        claim = await claimed(commands, "m-1")

        assert await reservations.reserve(claim, moving("ana", before=30), [slot(10, 11)]) == span(10, 11)

    async def test_nothing_changes_where_nothing_is_free(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana")
        await booked(commands, reservations, 13, "bob", event_id="e-2")
        before = await all_taken(reservations)
        claim = await claimed(commands, "m-1")

        assert await reservations.reserve(claim, moving("ana", "bob"), [slot(13, 14)]) is None

        assert await all_taken(reservations) == before

    async def test_another_choice_makes_room_for_the_first_and_keeps_the_old_time(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana")
        claim = await moved(commands, reservations, 13, "ana", "bob")

        assert await reservations.reserve(claim, moving("ana", "bob"), [slot(13.5, 14.5)]) == span(13.5, 14.5)

        assert [(who, when) for who, when, _ in await all_taken(reservations)] == [
            ("ana", span(9, 10)),
            ("ana", span(13.5, 14.5)),
            ("bob", span(13.5, 14.5)),
        ]
        await commands.finish(claim, ANSWER, ends(Booking.RELEASE))
        assert await all_taken(reservations) == [("ana", span(9, 10), BOOKED)]

    async def test_who_had_no_place_in_it_gets_one_and_who_needs_none_loses_it(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana", "bob")
        claim = await moved(commands, reservations, 13, "ana", "eve")
        assert [(who, when) for who, when, _ in await all_taken(reservations)] == [
            ("ana", span(9, 10)),
            ("bob", span(9, 10)),
            ("ana", span(13, 14)),
            ("eve", span(13, 14)),
        ]

        await commands.finish(claim, ANSWER, ends())

        assert await all_taken(reservations) == [("ana", span(13, 14), BOOKED), ("eve", span(13, 14), BOOKED)]

    async def test_a_meeting_that_a_person_made_is_booked_when_it_is_moved(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        claim = await moved(commands, reservations, 13, "ana")

        await commands.finish(claim, ANSWER, ends())

        assert await all_taken(reservations) == [("ana", span(13, 14), BOOKED)]

    async def test_a_meeting_moves_again_and_again(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana")
        for number, hour in enumerate((10, 9.5, 15)):
            claim = await moved(commands, reservations, hour, "ana", command_id=f"m-{number}")
            await commands.finish(claim, ANSWER, ends())

        assert await all_taken(reservations) == [("ana", span(15, 16), BOOKED)]

    async def test_what_is_given_up_is_as_it_was(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana")
        claim = await moved(commands, reservations, 13, "ana", "bob")

        await reservations.give_up(claim)

        assert await all_taken(reservations) == [("ana", span(9, 10), BOOKED)]

    async def test_a_meeting_moves_into_a_hold(self, commands: Commands, reservations: Reservations) -> None:
        await booked(commands, reservations, 9, "ana")
        await held(commands, reservations, hold_for("ana", "bob", slot=span(13, 14)))
        claim = await claimed(commands, "m-1")

        for _ in range(2):
            await reservations.use_hold(claim, "h-1", moving("ana", "bob"), b"reserved")

        assert await all_taken(reservations) == [
            ("ana", span(9, 10), PENDING),
            ("ana", span(13, 14), PENDING),
            ("bob", span(13, 14), PENDING),
        ]
        await commands.finish(claim, ANSWER, ends())
        assert await all_taken(reservations) == [("ana", span(13, 14), BOOKED), ("bob", span(13, 14), BOOKED)]

    async def test_a_hold_comes_back_when_the_meeting_stays_where_it_was(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana")
        await held(commands, reservations, hold_for("ana", slot=span(13, 14)))
        claim = await claimed(commands, "m-1")
        await reservations.use_hold(claim, "h-1", moving("ana"), b"reserved")

        await commands.finish(claim, ANSWER, ends(Booking.RELEASE))

        assert await all_taken(reservations) == [("ana", span(9, 10), BOOKED), ("ana", span(13, 14), HOLD)]
        assert await reservations.hold("user-1", "h-1") == hold_for("ana", slot=span(13, 14))

    async def test_a_hold_that_does_not_keep_everybody_moves_nothing(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana", "bob")
        await held(commands, reservations, hold_for("ana", slot=span(13, 14)))

        with refused(Code.HOLD_MISMATCH):
            await reservations.use_hold(await claimed(commands, "m-1"), "h-1", moving("ana", "bob"), b"no")

        assert {kind for _, _, kind in await all_taken(reservations)} == {BOOKED, HOLD}

    async def test_what_another_command_is_still_writing_cannot_be_moved_yet(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        making = await claimed(commands, "c-1")
        await reservations.reserve(making, seats("ana"), [slot(9, 10)])
        mover = await claimed(commands, "m-1")

        with pytest.raises(MeetingBusy):
            await reservations.reserve(mover, moving("ana"), [slot(13, 14)])

        await commands.finish(making, ANSWER, ends(Booking.KEEP))
        assert await reservations.reserve(mover, moving("ana"), [slot(13, 14)]) == span(13, 14)
        await commands.finish(mover, ANSWER, ends())
        assert await all_taken(reservations) == [("ana", span(13, 14), BOOKED)]

    async def test_what_a_person_does_meanwhile_is_followed_after_the_move(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana", "bob")
        claim = await moved(commands, reservations, 13, "ana", "bob")

        await reservations.correct(key(), span(11, 12), {"bob@example.com"})

        assert [(who, when) for who, when, _ in await all_taken(reservations)] == [
            ("ana", span(9, 10)),
            ("bob", span(9, 10)),
            ("ana", span(13, 14)),
            ("bob", span(13, 14)),
        ]
        await commands.finish(claim, ANSWER, ends())
        await reservations.correct(key(), span(11, 12), {"bob@example.com"})
        assert await all_taken(reservations) == [("ana", span(11, 12), BOOKED)]

    async def test_so_does_one_into_a_hold(self, commands: Commands, reservations: Reservations) -> None:
        await booked(commands, reservations, 9, "ana")
        await held(commands, reservations, hold_for("ana", slot=span(13, 14)))
        claim = await claimed(commands, "m-1")
        await reservations.use_hold(claim, "h-1", moving("ana"), b"reserved")
        await commands.finish(claim, ANSWER, ends(Booking.KEEP))
        assert [when for _, when, _ in await all_taken(reservations)] == [span(9, 10), span(13, 14)]

        await reservations.correct(key(), span(9.5, 10.5))

        assert await all_taken(reservations) == [("ana", span(9.5, 10.5), BOOKED)]

    async def test_a_move_of_which_nobody_knows_follows_what_is_read(
        self, commands: Commands, reservations: Reservations
    ) -> None:
        await booked(commands, reservations, 9, "ana")
        claim = await moved(commands, reservations, 9.5, "ana")
        await commands.finish(claim, ANSWER, ends(Booking.KEEP))

        await reservations.correct(key(), span(9, 10))

        assert {when for _, when, _ in await all_taken(reservations)} == {span(9, 10)}
