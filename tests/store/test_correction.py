import pytest

from tests.store.asked import ANSWER, at, key, span
from tests.store.conftest import Connection
from tests.store.moves_contract import booked, moved
from worker.ports.commands import Booking, Settlement
from worker.store.open import Store

pytestmark = pytest.mark.real


async def test_what_a_command_is_moving_keeps_both_its_times(store: Store, database: Connection) -> None:
    """Also where they touch, and are one to the database."""
    await booked(store.commands, store.reservations, 9, "ana")
    claim = await moved(store.commands, store.reservations, 10, "ana")

    await store.reservations.correct(key(), span(13, 14))

    periods = "SELECT lower(period) AS starts, upper(period) AS ends FROM reservations"
    assert [tuple(row) for row in await database.fetch(periods)] == [(at(9), at(11))]
    await store.commands.finish(claim, ANSWER, Settlement(booking=Booking.CONFIRM))
    assert [tuple(row) for row in await database.fetch(periods)] == [(at(10), at(11))]


@pytest.mark.parametrize("booking", Booking)
async def test_a_move_ends_well_though_an_older_release_corrected_it(
    store: Store, database: Connection, booking: Booking
) -> None:
    """It knows nothing of moves, and gave the time away that the mover counts on."""
    await booked(store.commands, store.reservations, 9, "ana")
    claim = await moved(store.commands, store.reservations, 10, "ana")
    await database.execute(
        "UPDATE reservations SET period = tstzmultirange(tstzrange($1, $2))", at(13), at(14)
    )
    for hour in (9, 10):
        await booked(store.commands, store.reservations, hour, "ana", event_id=f"rival at {hour}")

    await store.commands.finish(claim, ANSWER, Settlement(booking=booking))

    taken = [one.period for one in await store.reservations.taken(["ana@example.com"], span(0, 24))]
    kept = [] if booking is Booking.CONFIRM else [span(13, 14)]
    assert taken == [span(9, 10), span(10, 11), *kept]
