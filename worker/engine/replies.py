"""Where a result goes: to the topic that was asked for if it takes it, else to the results topic.

Whether the topic may be asked for was decided at intake. One that is missing, or has failed
for a while although the results topic goes on, is not tried again for a while, so that its
records cost no more than the first. A topic that refuses one record may take the next. A
result that is too large with what it echoes goes without that.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from worker.engine.measures import EngineMetrics
from worker.errors import BrokerUnavailable, RecordRejected, RecordTooLarge, TopicMissing
from worker.ports.clock import Clock
from worker.ports.commands import Headers, ReplyTo, StoredAnswer
from worker.ports.publisher import Outgoing, Publisher

MISS_REMEMBERED = timedelta(seconds=30)
WAITED_OUT_FOR = timedelta(seconds=30)
"""How long a reply topic may fail before the results topic is tried in its place."""
FAILURE_REMEMBERED = timedelta(minutes=5)
"""After the last one: longer than any wait between two tries."""
FALLBACK = "x-reply-fallback"
"""Names, in a result on the results topic, the topic that was asked for."""

Place = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Failing:
    """When a place failed first and last, with no success in between; by the monotonic clock."""

    first: float
    last: float


@dataclass(slots=True)
class Replies:
    publisher: Publisher
    results_topic: str
    clock: Clock
    metrics: EngineMetrics
    _missed: dict[Place, float] = field(default_factory=dict)
    """When a place was found missing or failing, by the monotonic clock."""
    _failing: dict[Place, Failing] = field(default_factory=dict)

    async def send(self, answer: StoredAnswer, reply: ReplyTo) -> None:
        """Return once the result is acknowledged.

        Raise `BrokerUnavailable`, and `RecordTooLarge` if even the bare result under its key is.
        """
        if reply.topic is None:
            await self._to_results(answer, reply)
        elif not await self._is_sent_to(reply.topic, answer, reply):
            await self._fall_back((reply.topic, reply.partition), answer, reply)

    async def _fall_back(self, place: Place, answer: StoredAnswer, reply: ReplyTo) -> None:
        """Send to the results topic. If that fails too, it is Kafka that is away, and not the place."""
        try:
            await self._to_results(answer, reply, ((FALLBACK, place[0].encode()),))
        except BrokerUnavailable:
            self._failing.pop(place, None)
            raise
        if place in self._failing:
            self._missed.setdefault(place, self.clock.monotonic())
        self.metrics.reply_topic_missing()

    async def _is_sent_to(self, topic: str, answer: StoredAnswer, reply: ReplyTo) -> bool:
        place = (topic, reply.partition)
        if self._missed_lately(place):
            return False
        try:
            await self.publisher.publish(outgoing(topic, answer, reply, partition=reply.partition))
        except TopicMissing:
            self._missed[place] = self.clock.monotonic()
            return False
        except (RecordTooLarge, RecordRejected):  # the next result may fit, and have a key
            return False
        except BrokerUnavailable:
            if not self._has_failed_long(place):
                raise
            return False
        self._failing.pop(place, None)
        return True

    def _missed_lately(self, place: Place) -> bool:
        horizon = self.clock.monotonic() - MISS_REMEMBERED.total_seconds()
        self._missed = {place: missed for place, missed in self._missed.items() if missed > horizon}
        return place in self._missed

    def _has_failed_long(self, place: Place) -> bool:
        now = self.clock.monotonic()
        horizon = now - FAILURE_REMEMBERED.total_seconds()
        self._failing = {place: each for place, each in self._failing.items() if each.last > horizon}
        first = self._failing[place].first if place in self._failing else now
        self._failing[place] = Failing(first, now)
        return now - first >= WAITED_OUT_FOR.total_seconds()

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
