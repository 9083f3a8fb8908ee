"""A broker on this machine that speaks Kafka's protocol.

It counts as ready when it names at least one broker in its metadata: an open port is too
early, since Apache Kafka opens it before it will serve anybody. The question is asked in
bytes, because only `worker.kafka` may know a client.
"""

import asyncio
import struct
from dataclasses import dataclass
from datetime import timedelta

from worker.sandbox.child_process import ChildProcess
from worker.sandbox.loopback import LOOPBACK

ANSWER_WITHIN = timedelta(seconds=2)

# The Metadata request of Kafka's protocol guide: API key 3, version 1, a correlation id,
# no client id, and an empty list of topics.
METADATA_REQUEST = struct.pack(">hhihi", 3, 1, 1, -1, 0)


@dataclass(frozen=True, slots=True)
class Broker:
    """A broker that can be killed, frozen, and started again behind the same address."""

    name: str
    port: int
    process: ChildProcess

    @property
    def bootstrap_servers(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    async def start(self) -> None:
        await self.process.start()

    async def stop(self) -> None:
        await self.process.stop()

    async def kill(self) -> None:
        await self.process.kill()

    def freeze(self) -> None:
        self.process.freeze()

    def thaw(self) -> None:
        self.process.thaw()


async def serves_kafka(port: int, brokers: int = 1) -> bool:
    """Say whether a broker on this port knows of so many brokers; itself is one."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN.total_seconds()):
            return brokers_in(await ask(port, METADATA_REQUEST)) >= brokers
    except (OSError, TimeoutError, EOFError):
        return False


async def ask(port: int, request: bytes) -> bytes:
    """Send one request, and return the answer without its length."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        writer.write(struct.pack(">i", len(request)) + request)
        (length,) = struct.unpack(">i", await reader.readexactly(4))
        return await reader.readexactly(length)
    finally:
        writer.close()


def brokers_in(answer: bytes) -> int:
    """Return how many brokers an answer to `METADATA_REQUEST` lists.

    The answer begins with the correlation id and the length of the list.
    """
    _, count = struct.unpack_from(">ii", answer)
    return int(count)
