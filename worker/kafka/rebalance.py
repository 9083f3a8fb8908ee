"""What happens when Kafka moves partitions between the replicas.

aiokafka revokes everything at every rebalance, and the other replicas stand still until this
one is through. So what runs gets a bounded time to end, its offsets are committed, and only
then the partitions go. aiokafka swallows what a listener raises; it is kept here, because
a worker whose listener failed must not go on.

From the moment at which aiokafka takes the partitions away to the new assignment it hands over
no record and joins no group; it waits for this listener, and heartbeats go on meanwhile. So
nothing is read, committed or marked under a membership other than the one it belongs to.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
        """Take at most `drain_budget` and the time for one commit, well within the rebalance's own."""
        names = names_of(revoked)
        with self._kept():
            # Nothing more is received or begun, whoever waits goes home, what runs gets its time.
            # Its result is published and acknowledged before it counts, so there is nothing to flush.
            await self.engine.revoke(names, self.drain_budget)
            await self.committer.commit()
            # Whoever ends from here on marks trackers that nobody asks any more.
            self.engine.forget(names)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Begin anew: with empty trackers, and with nothing paused, as we never pause."""
        with self._kept():
            self.engine.assign(names_of(assigned))

    @contextmanager
    def _kept(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self.failure = self.failure or error
            raise


def names_of(partitions: Iterable[TopicPartition]) -> set[tuple[str, int]]:
    return {(each.topic, each.partition) for each in partitions}
