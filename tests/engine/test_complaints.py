from datetime import timedelta

from structlog.testing import capture_logs

from tests.engine.records import NOW
from tests.engine.world import World, command
from tests.fakes.clock import FakeClock
from worker.engine.complaints import EVERY, Complaints
from worker.errors import BrokerUnavailable, StoreUnavailable

MOMENT = timedelta(milliseconds=1)


def test_the_like_is_told_of_again_after_a_while_and_the_unlike_at_once() -> None:
    clock = FakeClock(NOW)
    complaints = Complaints(clock)

    with capture_logs() as logs:
        for error in (StoreUnavailable("down"), StoreUnavailable("still down"), BrokerUnavailable("too")):
            complaints.warn("waiting", error, str(error))
        complaints.warn("put off", StoreUnavailable("down"), "down", step="outbox")
        clock.instant += EVERY - MOMENT
        complaints.warn("waiting", StoreUnavailable("down"), "down")
        clock.instant += MOMENT
        complaints.warn("waiting", StoreUnavailable("down again"), "down again")

    told = [(line["event"], line["error"]) for line in logs]
    assert told == [("waiting", "down"), ("waiting", "too"), ("put off", "down"), ("waiting", "down again")]


async def test_records_that_wait_for_the_same_store_share_a_line() -> None:
    world = World()
    for offset in range(3):
        world.commands.outages = 1
        await world.receive(command(offset, command_id=f"c-{offset}"))

    with capture_logs() as logs:
        world.commands.outages = 1
        await world.receive(command(3, command_id="c-3"))

    assert "waiting for store or broker" not in [line["event"] for line in logs]
