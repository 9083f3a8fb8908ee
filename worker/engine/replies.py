"""Where a result goes: to the topic that was asked for if it takes it, else to the results topic.

Whether the topic may be asked for was decided at intake. One that is missing is not looked
for again for a while, so that its records cost no more than the first. A result that is too
large with what it echoes goes without that.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from worker.engine.measures import EngineMetrics
from worker.errors import BrokerUnavailable, RecordTooLarge, TopicMissing
from worker.ports.clock import Clock
from worker.ports.commands import Headers, ReplyTo, StoredAnswer
from worker.ports.publisher import Outgoing, Publisher

MISS_REMEMBERED = timedelta(seconds=30)
FALLBACK = "x-reply-fallback"
"""Names, in a result on the results topic, the topic that was asked for."""

Place = tuple[str, int | None]


@dataclass(slots=True)
class Replies:
    publisher: Publisher
    results_topic: str
    clock: Clock
    metrics: EngineMetrics
    _missed: dict[Place, datetime] = field(default_factory=dict)

    async def send(self, answer: StoredAnswer, reply: ReplyTo) -> None:
        """Return once the result is acknowledged.

        Raise `BrokerUnavailable`, and `RecordTooLarge` if even the bare result under its key is.
        """
        if reply.topic is None:
            await self._to_results(answer, reply)
        elif not await self._is_sent_to(reply.topic, answer, reply):
            self.metrics.reply_topic_missing()
            await self._to_results(answer, reply, ((FALLBACK, reply.topic.encode()),))

    async def _is_sent_to(self, topic: str, answer: StoredAnswer, reply: ReplyTo) -> bool:
        place = (topic, reply.partition)
        if self._missed_lately(place):
            return False
        try:
            await self.publisher.publish(outgoing(topic, answer, reply, partition=reply.partition))
        except TopicMissing:
            self._missed[place] = self.clock.now()
            return False
        except RecordTooLarge:  # its topic takes less than ours does; the next result may fit
            return False
        return True

    def _missed_lately(self, place: Place) -> bool:
        horizon = self.clock.now() - MISS_REMEMBERED
        self._missed = {place: missed for place, missed in self._missed.items() if missed > horizon}
        return place in self._missed

    async def _to_results(self, answer: StoredAnswer, reply: ReplyTo, more: Headers = ()) -> None:
        try:
            await self._publish_result(answer, reply, more)
        except RecordTooLarge:
            structlog.get_logger().warning("result sent without what it echoes", source=reply.source)
            await self._publish_result(answer, replace(reply, headers=()), more)

    async def _publish_result(self, answer: StoredAnswer, reply: ReplyTo, more: Headers) -> None:
        try:
            await self.publisher.publish(outgoing(self.results_topic, answer, reply, more))
        except TopicMissing as error:  # an operator can mend it, and nothing is lost meanwhile
            raise BrokerUnavailable(f"the results topic is missing: {error}") from error


def outgoing(
    topic: str, answer: StoredAnswer, reply: ReplyTo, more: Headers = (), partition: int | None = None
) -> Outgoing:
    headers = answer.headers + reply.headers + more
    return Outgoing(topic, reply.key, answer.value, headers, partition)
