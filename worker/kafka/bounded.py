"""Starting and stopping clients of aiokafka within a time.

With a broker that is gone or frozen, `start` and `stop` may never return. A client whose
start failed must be stopped all the same, or it stays half open.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

import structlog
from aiokafka.errors import KafkaError

from worker.errors import BrokerUnavailable
from worker.kafka.internals import cut_off

START_WITHIN = timedelta(seconds=30)
STOP_WITHIN = timedelta(seconds=5)
"""Beside a broker that answers it takes milliseconds. Where it does not, the group misses us by itself
once the session times out, which no longer wait here would spare it."""
CUT_OFF_WITHIN = timedelta(seconds=1)


class Client(Protocol):
    async def start(self) -> None: ...

    async def stop(self) -> None: ...


async def start(client: Client, within: timedelta = START_WITHIN) -> None:
    """Start a client, or raise `BrokerUnavailable` and leave nothing behind."""
    try:
        async with asyncio.timeout(within.total_seconds()):
            await client.start()
    except (KafkaError, OSError) as error:  # TimeoutError is an OSError
        await stop(client)
        raise BrokerUnavailable(f"no connection to Kafka: {error!r}") from error
    except BaseException:
        await stop(client)
        raise


async def stop(client: Client, within: timedelta = STOP_WITHIN) -> None:
    """Stop a client as well as it can be; what the broker does not hear it learns by time-outs."""
    try:
        async with asyncio.timeout(within.total_seconds()):
            await client.stop()
    except (KafkaError, OSError) as error:
        structlog.get_logger().warning("kafka client did not stop in order", error=repr(error))
        with suppress(TimeoutError):
            async with asyncio.timeout(CUT_OFF_WITHIN.total_seconds()):
                await cut_off(client)
