"""What is left of a command that turns out to be wrong as it is written; every store must pass it."""

import pytest

from tests.store.asked import claimed, key, request, seats, slot, span
from tests.store.reading import EXTERNAL, Reading, as_written, draft, intent
from worker.errors import LeaseLost
from worker.ports.commands import Claim
from worker.ports.reservations import Candidate


class UnclaimingContract:
    async def test_its_id_is_free_for_another_body(self, reading: Reading) -> None:
        await reading.commands.unclaim(await claimed(reading.commands))

        claim = await reading.commands.claim(request(body=b"another"))
        assert isinstance(claim, Claim)
        assert (claim.progress, claim.may_have_written) == (None, False)

    async def test_what_it_reserved_and_meant_to_write_is_forgotten(self, reading: Reading) -> None:
        claim = await claimed(reading.commands)
        candidate = Candidate(slot(9, 10).slot, b"reserved", (intent(draft()),))
        await reading.reservations.reserve(claim, seats("ana"), [candidate])

        await reading.commands.unclaim(claim)

        assert await reading.reservations.taken(["ana@example.com"], span(0, 24)) == []
        await reading.read(as_written(draft(), 1))
        assert await reading.brief() == [("e-1", "created", EXTERNAL)]

    async def test_its_meeting_is_free_for_others(self, reading: Reading) -> None:
        claim = await claimed(reading.commands)
        await reading.commands.enter_meeting(claim, key())
        await reading.commands.save(claim, b"about to write")

        await reading.commands.unclaim(claim)

        await reading.commands.enter_meeting(await claimed(reading.commands, "c-2"), key())

    async def test_it_takes_a_claim(self, reading: Reading) -> None:
        claim = await claimed(reading.commands)
        await reading.commands.release(claim)

        with pytest.raises(LeaseLost):
            await reading.commands.unclaim(claim)
