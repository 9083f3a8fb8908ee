import struct

from worker.sandbox.broker import brokers_in, serves_kafka
from worker.sandbox.loopback import free_port


async def test_a_port_that_nobody_listens_on_serves_nothing() -> None:
    assert not await serves_kafka(free_port())


def test_a_broker_that_knows_of_no_broker_yet_is_told_by_its_answer() -> None:
    assert brokers_in(struct.pack(">iii", 1, 0, 0)) == 0
