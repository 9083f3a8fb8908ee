"""`worker.ports.publisher.Publisher`, on aiokafka.

`acks=all` and no idempotence: aiokafka's idempotent producer never gives up a batch and
never recovers from a lost epoch. A repeat is recognised by its `ce_id` instead.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    BrokerResponseError,
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from worker.errors import BrokerUnavailable, RecordRejected, RecordTooLarge, TopicMissing
from worker.kafka import bounded
from worker.kafka.connection import KafkaConnection, milliseconds
from worker.kafka.internals import ensure_producer_alive, forget_topic
from worker.ports.publisher import Outgoing
from worker.tracing.spans import sending

MAX_REQUEST = 2 * 1024 * 1024 + 64 * 1024
"""A dead letter: the largest value that a command topic takes, and its headers."""
FIND_WITHIN = timedelta(seconds=3)
SEND_WITHIN = timedelta(seconds=5)
REQUEST_WITHIN = timedelta(seconds=10)

TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)
MISSING = (UnknownTopicOrPartitionError, TopicAuthorizationFailedError, InvalidTopicError)


@dataclass(frozen=True, slots=True)
class KafkaPublisher:
    """Sends side by side share a batch, so callers need not collect anything."""

    producer: AIOKafkaProducer

    @classmethod
    def to(cls, connection: KafkaConnection) -> Self:
        return cls(
            AIOKafkaProducer(
                **connection.arguments(),
                acks="all",
                enable_idempotence=False,
                max_request_size=MAX_REQUEST,
                request_timeout_ms=milliseconds(REQUEST_WITHIN),
            )
        )

    async def __aenter__(self) -> Self:
        await bounded.start(self.producer)
        return self

    async def __aexit__(self, *_: object) -> None:
        await bounded.stop(self.producer)

    async def publish(self, record: Outgoing) -> None:
        """Raise `FatalError` if the client is dead, besides what the port says."""
        ensure_producer_alive(self.producer)
        try:
            with sending(record.topic, record.headers):
                await self._publish(record)
        except TopicMissing:  # a sender who makes up names must not make the client's list grow
            forget_topic(self.producer, record.topic)
            raise

    async def _publish(self, record: Outgoing) -> None:
        try:
            await self._find(record.topic, record.partition)
            await self._send(record)
        except TOO_LARGE as error:
            raise RecordTooLarge(f"{record.topic} takes no record of this size") from error
        except MISSING as error:
            raise TopicMissing(record.topic) from error
        except (KafkaError, OSError) as error:
            kind = RecordRejected if is_definite(error) else BrokerUnavailable
            raise kind(f"no acknowledgement from {record.topic}: {error!r}") from error

    async def _find(self, topic: str, partition: int | None) -> None:
        """Look first: a send to what is not there would hang for the length of a request."""
        try:
            async with asyncio.timeout(FIND_WITHIN.total_seconds()):
                known = await self.producer.partitions_for(topic)
                if partition is not None and partition not in known:
                    await self._learn()
                    known = await self.producer.partitions_for(topic)
        except TimeoutError:
            await self._raise_if_gone(topic)
            raise
        if partition is not None and partition not in known:
            raise TopicMissing(f"{topic} has no partition {partition}")

    async def _send(self, record: Outgoing) -> None:
        try:
            async with asyncio.timeout(SEND_WITHIN.total_seconds()):
                sent = await self.producer.send(
                    record.topic,
                    value=record.value,
                    key=key(record),
                    partition=record.partition,
                    headers=list(record.headers),
                )
                await sent
        except TimeoutError:
            await self._raise_if_gone(record.topic)
            raise

    async def _raise_if_gone(self, topic: str) -> None:
        """Tell a topic that is not there from a broker that does not answer."""
        if await self._learn() and self.producer.client.cluster.partitions_for_topic(topic) is None:
            raise TopicMissing(topic)

    async def _learn(self) -> bool:
        """Ask for fresh metadata. Return whether a broker answered."""
        try:
            async with asyncio.timeout(1):
                return bool(await self.producer.client.force_metadata_update())
        except TimeoutError:
            return False


def is_definite(error: Exception) -> bool:
    """Tell a broker's no to one record from a broker that cannot be reached, or that may yet take it."""
    return isinstance(error, BrokerResponseError) and not error.retriable


def key(record: Outgoing) -> bytes | None:
    """Return the record's key; aiokafka sends no record that has neither key nor value."""
    return b"" if record.key is None and record.value is None else record.key
