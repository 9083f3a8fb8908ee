"""A command is read whatever its sender compresses with: a codec that we lack would stop its partition."""

import pytest
from aiokafka import AIOKafkaProducer

from tests.kafka.bench import Bench

pytestmark = pytest.mark.real

CODECS = ("gzip", "snappy", "lz4", "zstd")


async def test_what_is_compressed_is_read_whatever_the_codec(bench: Bench) -> None:
    for codec in CODECS:
        producer = AIOKafkaProducer(**bench.connection.arguments(), compression_type=codec)
        await producer.start()
        try:
            await producer.send_and_wait(bench.topic, codec.encode() * 100, b"key", 1)
        finally:
            await producer.stop()

    async with bench.worker() as worker:
        await bench.have_done(len(CODECS))
        await worker.stop()

    assert bench.values() == [codec.encode() * 100 for codec in CODECS]
