"""Publishes what transactions left in the outbox, each key in order.

A row counts as published once it is acknowledged. A key whose row fails waits with its later
rows; the other keys go on. So does one whose row the topic finds too large: an operator can
let the topic take more, but nobody could mend a calendar that lost a change.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from worker.errors import BrokerUnavailable, RecordTooLarge, TopicMissing
from worker.messages.headers import without_trace
from worker.ports.outbox import Outbox, OutboxRow
from worker.ports.publisher import Outgoing, Publisher

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class OutboxPublisher:
    outbox: Outbox
    publisher: Publisher
    topic: str

    async def publish_due(self) -> bool:
        """Publish what is due. Return whether there is more."""
        rows = await self.outbox.pending(AT_ONCE)
        by_key: dict[bytes, list[OutboxRow]] = defaultdict(list)
        for row in rows:
            by_key[row.key].append(row)
        published: list[OutboxRow] = []
        async with asyncio.TaskGroup() as tasks:
            for of_key in by_key.values():
                tasks.create_task(self._publish_in_order(of_key, published))
        if published:
            await self.outbox.published(published)
        return len(rows) == AT_ONCE and len(published) == AT_ONCE

    async def _publish_in_order(self, rows: Sequence[OutboxRow], published: list[OutboxRow]) -> None:
        try:
            for row in rows:
                await self._publish(row)
                published.append(row)
        except (BrokerUnavailable, TopicMissing) as error:
            structlog.get_logger().warning("changes not published", error=str(error))
        except RecordTooLarge as error:
            structlog.get_logger().error(
                "a change is too large, and those after it wait", row=row.id, error=str(error)
            )

    async def _publish(self, row: OutboxRow) -> None:
        """Publish a row; one that is too large as it is, without its trace."""
        try:
            await self.publisher.publish(Outgoing(self.topic, row.key, row.value, row.headers))
        except RecordTooLarge:
            bare = without_trace(row.headers)
            await self.publisher.publish(Outgoing(self.topic, row.key, row.value, bare))
