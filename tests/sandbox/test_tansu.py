import pytest

from tests.sandbox.records import receive, send
from worker.sandbox.tansu import tansu

pytestmark = pytest.mark.real


async def test_a_record_comes_out_as_it_went_in() -> None:
    async with tansu() as broker:
        await send(broker.bootstrap_servers, "greetings", b"salut")

        assert await receive(broker.bootstrap_servers, "greetings") == [b"salut"]


async def test_nothing_is_left_running() -> None:
    async with tansu() as broker:
        process = broker.process

    assert not process.is_running


async def test_two_brokers_do_not_know_each_other() -> None:
    async with tansu() as one, tansu() as other:
        await send(one.bootstrap_servers, "greetings", b"one")
        await send(other.bootstrap_servers, "greetings", b"other")

        assert await receive(other.bootstrap_servers, "greetings") == [b"other"]


async def test_a_frozen_broker_goes_on_where_it_stood() -> None:
    async with tansu() as broker:
        await send(broker.bootstrap_servers, "greetings", b"salut")
        broker.freeze()
        broker.thaw()

        assert await receive(broker.bootstrap_servers, "greetings") == [b"salut"]
