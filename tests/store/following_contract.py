"""How reservations follow events that were read; every store must pass it."""

from dataclasses import replace
from typing import Any

import pytest

from tests.store.asked import at, claimed, key, seats, slot, span
from tests.store.reading import Reading, bare, version
from tests.store.reservations_contract import all_taken
from worker.domain.account import Account
from worker.domain.calendar_event import Attendee
from worker.ports.reservations import ReservationKind

ANA, BOB = Attendee("Ana@example.com"), Attendee("bob@example.com")
BOTH = (ANA, BOB)


class FollowingReservationsContract:
    async def known(self, reading: Reading) -> None:
        """Let there be a booked meeting of Ana and Bob at nine that was seen."""
        await reading.book("e-1", 9, "ana", "bob")
        await reading.read(version(1, attendees=BOTH))

    async def taken(self, reading: Reading) -> list[tuple[str, float]]:
        promises = await reading.reservations.taken(seats("ana", "bob").emails, span(0, 24))
        return [(one.email.split("@")[0], (one.period.start - at(0)).seconds / 3600) for one in promises]

    @pytest.mark.parametrize(
        ("fields", "left"),
        [
            ({"title": "Renamed", "attendees": BOTH}, [("ana", 9), ("bob", 9)]),
            ({"when": span(11, 12), "attendees": BOTH}, [("ana", 11), ("bob", 11)]),
            ({"attendees": (ANA,), "organizer_email": "ana@example.com"}, [("ana", 9)]),
            ({"attendees": (ANA, replace(BOB, response="declined"))}, [("ana", 9)]),
            ({"attendees": (ANA, replace(BOB, response="tentative"))}, [("ana", 9), ("bob", 9)]),
            ({"attendees": BOTH, "transparent": True}, []),
        ],
        ids=["renamed", "moved", "removed", "declined", "tentative", "transparent"],
    )
    async def test_a_promise_follows_what_a_person_did(
        self, reading: Reading, fields: dict[str, Any], left: list[tuple[str, float]]
    ) -> None:
        await self.known(reading)

        await reading.read(version(2, **fields))

        assert await self.taken(reading) == left

    async def test_an_event_that_goes_frees_everybody(self, reading: Reading) -> None:
        await self.known(reading)
        await reading.read(bare())

        assert await self.taken(reading) == []

    async def test_an_event_that_everything_does_not_name_frees_everybody(self, reading: Reading) -> None:
        await self.known(reading)
        await reading.read(everything=True)

        assert await self.taken(reading) == []

    async def test_an_older_look_than_what_was_read_is_no_news(self, reading: Reading) -> None:
        await self.known(reading)
        await reading.read(version(3, when=span(11, 12), attendees=BOTH))

        stale, same, later = (version(number).updated for number in (2, 3, 4))
        await reading.reservations.correct(key(), span(14, 15), updated=stale)
        await reading.reservations.correct(key(), None, updated=stale)
        assert await self.taken(reading) == [("ana", 11), ("bob", 11)]

        for hour, updated in ((12, same), (13, later), (14, None)):
            await reading.reservations.correct(key(), span(hour, hour + 1), updated=updated)
            assert await self.taken(reading) == [("ana", hour), ("bob", hour)]

    async def test_what_is_moved_onto_a_promise_gives_up_its_own(self, reading: Reading) -> None:
        await self.known(reading)
        await reading.book("e-2", 11, "bob")

        await reading.read(version(2, when=span(11, 12), attendees=BOTH))

        assert await self.taken(reading) == [("ana", 11), ("bob", 11)]
        (bob,) = await reading.reservations.taken(["bob@example.com"], span(0, 24))
        assert bob.event is not None
        assert bob.event.event_id == "e-2"

    async def test_who_shares_a_calendar_frees_nobody_whom_another_promised(self, reading: Reading) -> None:
        """Of an event without guests in a calendar of several people, nobody sees who made it."""
        await reading.book("e-1", 9, "ana")
        begun = await reading.synchronisations.begin(
            Account("user-2", "bob@example.com"), key().calendar_id, None, everything=False
        )
        assert begun
        moved = version(1, when=span(11, 12), organizer_email=key().calendar_id, organizer_self=True)
        await reading.synchronisations.stage(begun, [moved])

        await reading.end(begun)

        assert await self.taken(reading) == [("ana", 11)]

    async def test_two_that_change_places_keep_their_promises(self, reading: Reading) -> None:
        await self.known(reading)
        await reading.book("e-2", 10, "ana", "bob")
        await reading.read(version(1, "e-2", when=span(10, 11), attendees=BOTH))

        await reading.read(
            version(2, "e-1", when=span(10, 11), attendees=BOTH),
            version(2, "e-2", when=span(9, 10), attendees=(ANA,)),
        )

        assert await self.taken(reading) == [("ana", 9), ("ana", 10), ("bob", 10)]

    async def test_what_a_command_is_still_working_on_is_its_own_affair(self, reading: Reading) -> None:
        claim = await claimed(reading.commands, "at work")
        await reading.reservations.reserve(claim, seats("ana"), [slot(9, 10)])

        await reading.read(version(1, when=span(11, 12), attendees=(ANA,)))

        assert await all_taken(reading.reservations) == [("ana", span(9, 10), ReservationKind.PENDING)]

    async def test_nothing_follows_while_something_is_in_doubt(self, reading: Reading) -> None:
        await self.known(reading)
        begun = await reading.begin()
        twin = replace(version(1, "e-1", title="Twin", attendees=BOTH), etag='"twin"')
        await reading.synchronisations.stage(begun, [replace(twin, when=span(11, 12))])

        assert await reading.doubts(begun) == ["e-1"]
        assert await self.taken(reading) == [("ana", 9), ("bob", 9)]
