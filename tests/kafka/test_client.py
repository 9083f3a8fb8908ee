import asyncio
from uuid import uuid4

import pytest

from tests.kafka.bench import Bench
from worker.errors import Misconfigured
from worker.kafka.client import following
from worker.kafka.connection import KafkaConnection

pytestmark = pytest.mark.real


async def test_follows_what_comes_after_it_began(bench: Bench) -> None:
    await bench.send(b"key", [b"old"], partition=0)

    async with following(bench.connection, [bench.topic]) as records:
        await bench.send(b"key", [b"new"], partition=3)
        async with asyncio.timeout(30):
            assert (await anext(records)).value == b"new"


async def test_follows_from_the_beginning_if_told(bench: Bench) -> None:
    await bench.send(b"key", [b"old"], partition=0)

    async with following(bench.connection, [bench.topic], from_beginning=True) as records:
        async with asyncio.timeout(30):
            assert (await anext(records)).value == b"old"


async def test_names_the_topic_that_is_not_there(connection: KafkaConnection) -> None:
    with pytest.raises(Misconfigured, match="topics create"):
        async with following(connection, [f"nowhere-{uuid4().hex}"]):
            pass
