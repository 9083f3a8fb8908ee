from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.sandbox.records import receive, send
from worker.sandbox.apache_kafka import apache_kafka
from worker.sandbox.broker import Broker
from worker.sandbox.kafka_jars import default_cache, jars_in

pytestmark = [pytest.mark.real, pytest.mark.apache_kafka]


@pytest.fixture(scope="module")
async def kafka() -> AsyncIterator[Broker]:
    async with apache_kafka() as broker:
        yield broker


async def test_a_record_comes_out_as_it_went_in(kafka: Broker) -> None:
    await send(kafka.bootstrap_servers, "greetings", b"salut")

    assert await receive(kafka.bootstrap_servers, "greetings") == [b"salut"]


async def test_acknowledged_records_outlive_the_death_of_the_broker(kafka: Broker) -> None:
    await send(kafka.bootstrap_servers, "ledger", b"one", b"two")
    address = kafka.bootstrap_servers

    await kafka.kill()
    await kafka.start()

    assert kafka.bootstrap_servers == address
    assert await receive(kafka.bootstrap_servers, "ledger") == [b"one", b"two"]


async def test_the_next_run_on_the_same_folder_finds_the_records(tmp_path: Path) -> None:
    async with apache_kafka(directory=tmp_path) as first:
        await send(first.bootstrap_servers, "ledger", b"one")

    async with apache_kafka(directory=tmp_path) as second:
        assert await receive(second.bootstrap_servers, "ledger") == [b"one"]


async def test_jars_that_are_there_are_not_fetched_again() -> None:
    jars = await jars_in(default_cache())
    before = jars.stat().st_mtime_ns

    assert await jars_in(default_cache()) == jars
    assert jars.stat().st_mtime_ns == before
