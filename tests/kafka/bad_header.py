"""Sends a record whose header has a name that is not UTF-8, then a good one. Run as a program.

No client of Java can do it, but those in C can. aiokafka's own compiled encoder refuses, its
pure one asks the name to encode itself.
"""

import asyncio
import sys

from aiokafka import AIOKafkaProducer


class NoText(str):
    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return b"\xff\xfe"


async def main(bootstrap_servers: str, topic: str, partition: int) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap_servers, acks="all")
    await producer.start()
    try:
        await producer.send_and_wait(topic, b"bad", partition=partition, headers=[(NoText("x"), b"v")])
        await producer.send_and_wait(topic, b"after", partition=partition)
    finally:
        await producer.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
