"""What happens when Kafka moves partitions between the replicas.

aiokafka revokes everything at every rebalance, and the other replicas stand still until this
one is through. So what runs gets a bounded time to end, its offsets are committed, and only
then the partitions go. aiokafka swallows what a listener raises; it is kept here, because
a worker whose listener failed must not go on.
"""

from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from aiokafka import ConsumerRebalanceListener, TopicPartition

from worker.engine.engine import Engine
from worker.kafka.committer import Committer


@dataclass(slots=True)
class RebalanceListener(ConsumerRebalanceListener):
    engine: Engine
    committer: Committer
    drain_budget: timedelta
    failure: Exception | None = None

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        await self._kept(self._give_up(names_of(revoked)))

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        self.engine.assign(names_of(assigned))

    async def _give_up(self, names: set[tuple[str, int]]) -> None:
        await self.engine.revoke(names, self.drain_budget)
        await self.committer.commit()
        self.engine.forget(names)

    async def _kept(self, step: Awaitable[None]) -> None:
        try:
            await step
        except Exception as error:
            self.failure = error
            raise


def names_of(partitions: Iterable[TopicPartition]) -> set[tuple[str, int]]:
    return {(each.topic, each.partition) for each in partitions}
