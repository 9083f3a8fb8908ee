"""How a store knows the changes that its commands make of events; every store must pass it."""

from dataclasses import replace
from typing import Any

import pytest

from tests.store.asked import ANA, ANSWER, claimed, span
from tests.store.reading import EXTERNAL, SELF, Reading, as_written, draft, foreign
from worker.domain.calendar_event import Attendee, CalendarEvent, EventPatch, EventStatus
from worker.domain.revision import Revision, patched
from worker.ports.commands import Booking, Claim, Settlement
from worker.ports.intent import Intent

RENAMED = ("e-1", "updated", SELF)
BY_HAND = ("e-1", "updated", EXTERNAL)


def rename(base: CalendarEvent, number: int, write_id: str = "w-2") -> tuple[Intent, CalendarEvent]:
    """Return what is about to be written, and the version that comes of it."""
    patch = EventPatch(title="Renamed", private=(("vai_write_id", write_id),))
    stamped = patched(base, patch)
    later = as_written(draft(), number)
    return (
        Intent(base.key, None, "ro", Revision(base, patch)),
        replace(stamped, etag=later.etag, updated=later.updated),
    )


async def changing(reading: Reading, intent: Intent, command_id: str = "change-1") -> Claim:
    claim = await claimed(reading.commands, command_id)
    await reading.commands.save(claim, b"about to change", [intent])
    return claim


def coming(*people: str) -> dict[str, Any]:
    return {"attendees": tuple(Attendee(f"{one}@example.com") for one in people), "organizer_self": True}


class RevisionsContract:
    @pytest.mark.parametrize("first", ["its command", "a reading"])
    async def test_a_change_is_told_once_as_its_commands_own(self, reading: Reading, first: str) -> None:
        intent, renamed = rename(await reading.write(draft(), 1), 2)
        claim = await changing(reading, intent)

        if first == "its command":
            await reading.finish(claim, renamed)
            await reading.read(renamed)
        else:
            await reading.read(renamed)
            await reading.finish(claim, renamed)

        (told,) = await reading.told()
        assert (told.brief, told.body["command_id"], told.body["changed"]) == (RENAMED, "change-1", ["title"])

    async def test_what_others_did_before_and_after_is_theirs(self, reading: Reading) -> None:
        written = await reading.write(draft(), 1)
        base = replace(as_written(draft(), 2), location="Cluj", private=written.private)
        intent, renamed = rename(base, 3)
        await changing(reading, intent)

        await reading.read(replace(renamed, etag='"4"', description="By hand"))

        told = await reading.told()
        assert [one.brief for one in told] == [BY_HAND, RENAMED, BY_HAND]
        assert [one.body["changed"] for one in told] == [["location"], ["title"], ["description"]]

    async def test_a_person_who_deletes_it_meanwhile_is_not_us(self, reading: Reading) -> None:
        written = await reading.write(draft(), 1)
        intent, _ = rename(written, 2)
        await changing(reading, intent)

        await reading.read(as_written(draft(), 2, status=EventStatus.CANCELLED))

        assert await reading.brief() == [("e-1", "cancelled", EXTERNAL)]

    async def test_a_change_that_was_not_made_explains_nothing(self, reading: Reading) -> None:
        intent, renamed = rename(await reading.write(draft(), 1), 2)
        claim = await changing(reading, intent)
        await reading.commands.finish(claim, ANSWER, Settlement(booking=Booking.RELEASE))

        await reading.read(renamed)

        assert await reading.brief() == [BY_HAND]

    async def test_an_event_of_a_person_that_we_change_is_nobody_s_business(self, reading: Reading) -> None:
        lunch = foreign(1)
        await reading.read(lunch)
        intent, renamed = rename(lunch, 2)

        await reading.finish(await changing(reading, intent), renamed)
        await reading.read(renamed)

        assert await reading.told() == []

    async def test_what_is_decided_anew_is_known_beside_what_was_decided_before(
        self, reading: Reading
    ) -> None:
        written = await reading.write(draft(), 1)
        before, _ = rename(written, 2)
        claim = await changing(reading, before)
        again, renamed = rename(as_written(draft(), 2, location="Cluj"), 3, write_id="w-3")
        await reading.commands.save(claim, b"decided anew", [again])

        await reading.read(renamed)

        assert await reading.brief() == [BY_HAND, RENAMED]


class AttendedContract:
    async def test_whoever_is_not_asked_any_more_is_free(self, reading: Reading) -> None:
        await reading.write(draft(), 1)
        await reading.book("e-1", 9, "ana", "bob")

        await settle(reading, as_written(draft(), 2, **coming("ana", "eve")))

        assert await promised(reading) == [("ana@example.com", 9)]

    async def test_reservations_follow_an_event_that_a_person_moved_before(self, reading: Reading) -> None:
        await reading.write(draft(), 1)
        await reading.book("e-1", 9, "ana", "bob")

        await settle(reading, as_written(draft(), 2, when=span(11, 12), **coming("ana", "bob")))

        assert await promised(reading) == [("ana@example.com", 11), ("bob@example.com", 11)]

    async def test_an_older_version_is_no_news(self, reading: Reading) -> None:
        await reading.write(draft(), 1)
        await reading.book("e-1", 9, "ana", "bob")
        await reading.read(as_written(draft(), 3, **coming("ana", "bob")))

        await settle(reading, as_written(draft(), 2, **coming("ana")))

        assert await promised(reading) == [("ana@example.com", 9), ("bob@example.com", 9)]

    async def test_what_was_never_promised_is_not_promised_now(self, reading: Reading) -> None:
        await settle(reading, as_written(draft(), 2, **coming("ana", "bob")))

        assert await promised(reading) == []


async def settle(reading: Reading, event: CalendarEvent) -> None:
    claim = await claimed(reading.commands, "change-1")
    seen = (reading.observed(event, "change-1"),)
    await reading.commands.finish(claim, ANSWER, Settlement(observed=seen, attended=seen))


async def promised(reading: Reading) -> list[tuple[str, float]]:
    emails = [ANA.address, "bob@example.com", "eve@example.com"]
    taken = await reading.reservations.taken(emails, span(0, 24))
    return sorted((one.email, one.period.start.hour) for one in taken)
