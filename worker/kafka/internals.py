"""The one place that looks into aiokafka's private parts, where it shows no public sign.

`tests/kafka/test_internals.py` fails if a new aiokafka renames them.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from worker.errors import FatalError
from worker.kafka.records import EPOCH


def ensure_alive(consumer: AIOKafkaConsumer) -> None:
    """Raise `FatalError` if a background task of a started consumer has ended.

    The coordinator's can die without a word, after which nothing can be committed, and so can
    the fetcher's, after which nothing arrives. Neither comes back: start the process anew.
    """
    inside = cast("Any", consumer)
    tasks = {
        "coordination": inside._coordinator._coordination_task,  # noqa: SLF001  (there is no public sign)
        "fetch": inside._fetcher._fetch_task,  # noqa: SLF001  (the same)
    }
    _ensure_running(tasks)


def ensure_fetching(consumer: AIOKafkaConsumer) -> None:
    """Raise `FatalError` if a started consumer without a group reads nothing any more."""
    inside = cast("Any", consumer)
    _ensure_running({"fetch": inside._fetcher._fetch_task})  # noqa: SLF001  (there is no public sign)


def ensure_producer_alive(producer: AIOKafkaProducer) -> None:
    """Raise `FatalError` if a background task of a started producer has ended.

    Without the metadata task every topic and leader stays as it was once known, for ever.
    """
    inside = cast("Any", producer)
    _ensure_running(
        {
            "metadata": inside.client._sync_task,  # noqa: SLF001  (there is no public sign)
            "sender": inside._sender.sender_task,  # noqa: SLF001  (the same)
        }
    )


def has_started(consumer: AIOKafkaConsumer) -> bool:
    """Say whether `start` has come as far as the group: before that there are no tasks to look at."""
    return cast("Any", consumer)._coordinator is not None  # noqa: SLF001  (there is no public sign)


def wants_to_rejoin(consumer: AIOKafkaConsumer) -> bool:
    """Say whether the group is to be joined anew; true for ever in a client that is stuck."""
    coordinator = cast("Any", consumer)._coordinator  # noqa: SLF001  (there is no public sign)
    return bool(coordinator._rejoin_needed_fut.done())  # noqa: SLF001  (the same)


def is_member(consumer: AIOKafkaConsumer) -> bool:
    """Say whether the group has us, as far as we know; not from a refused heartbeat to the next join."""
    return bool(cast("Any", consumer)._coordinator.generation >= 0)  # noqa: SLF001  (there is no public sign)


def last_metadata(consumer: AIOKafkaConsumer) -> datetime:
    """Return when a broker last answered the question what topics there are."""
    cluster = cast("Any", consumer)._client.cluster  # noqa: SLF001  (there is no public sign)
    return EPOCH + timedelta(milliseconds=cluster._last_successful_refresh_ms)  # noqa: SLF001  (the same)


def _ensure_running(tasks: Mapping[str, asyncio.Task[None] | None]) -> None:
    for name, task in tasks.items():
        if task is None or task.done():
            raise FatalError(f"the {name} task of the Kafka client has ended")


async def cut_off(client: object) -> None:
    """End what still runs of a client whose `stop` was given up.

    Its heartbeats above all: they would go on holding partitions that nobody reads.
    """
    tasks = left_running(client)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    connections = getattr(client, "_client", None) or getattr(client, "client", None)
    if connections:
        await connections.close()


def left_running(client: object) -> list[asyncio.Task[None]]:
    """Return the background tasks of a client that have not ended; it may never have started."""
    parts = {
        "_coordinator": ("_coordination_task", "_heartbeat_task", "_commit_refresh_task"),
        "_fetcher": ("_fetch_task",),
        "_sender": ("_sender_task",),
    }
    found = [getattr(getattr(client, part, None), name, None) for part in parts for name in parts[part]]
    fetches = getattr(getattr(client, "_fetcher", None), "_pending_tasks", ())
    return [task for task in (*found, *fetches) if task is not None and not task.done()]


def forget_topic(producer: AIOKafkaProducer, topic: str) -> None:
    """Let metadata be asked no more of a topic: the client itself would ask for ever."""
    cast("Any", producer).client._topics.discard(topic)  # noqa: SLF001  (`set_topics` would replace all)


async def arrival(consumer: AIOKafkaConsumer, within: timedelta) -> None:
    """Wait until something was fetched, or has failed, but no longer than that. Raise what failed.

    `getmany` waits too, but then reads from many partitions at once.
    """
    waiter = cast("Any", consumer)._fetcher._create_fetch_waiter()  # noqa: SLF001  (see above)
    done, waiting = await asyncio.wait({waiter}, timeout=within.total_seconds())
    for each in waiting:
        each.cancel()
    for each in done:
        each.result()


def stopped_at(consumer: AIOKafkaConsumer, partition: TopicPartition) -> int:
    """Return the offset of the record that could not be read, just after the client raised at it.

    Its position may be older: it does not rise over what a sender took back.
    """
    fetched = cast("Any", consumer)._fetcher._records[partition]  # noqa: SLF001  (see above)
    return int(fetched._partition_records.next_fetch_offset)  # noqa: SLF001  (the same)
