import pytest

from tests.store.asked import ANSWER, claimed, key, seats, slot, span
from tests.store.conftest import Connection
from worker.ports.commands import Booking, Settlement
from worker.store.open import Store

pytestmark = pytest.mark.real


async def test_what_a_command_is_moving_keeps_both_its_times(store: Store, database: Connection) -> None:
    claim = await claimed(store.commands)
    await store.reservations.reserve(claim, seats("ana"), [slot(9, 10)])
    await store.commands.finish(claim, ANSWER, Settlement(booking=Booking.CONFIRM))
    both = [span(9, 10), span(13, 14)]
    await database.execute(
        "UPDATE reservations SET period = tstzmultirange(tstzrange($1, $2), tstzrange($3, $4))",
        *(end for one in both for end in (one.start, one.end)),
    )

    await store.reservations.correct(key(), span(11, 12))

    taken = await store.reservations.taken(["ana@example.com"], span(0, 24))
    assert [one.period for one in taken] == both
