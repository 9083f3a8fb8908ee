"""One command out, and the first news of it: sent again under its id until there is some, or no time."""

import asyncio
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from worker.client.answer import Unsettled, Why
from worker.client.command import AnyData, Command
from worker.client.desk import CORRELATION, Closed, Desk, News, Waiting
from worker.client.reply_to import ReplyTo
from worker.client.resending import Jitter, Resending
from worker.engine.record import Record
from worker.errors import BrokerUnavailable, Misconfigured, TopicMissing
from worker.messages.changes.command_delayed import CommandDelayed
from worker.messages.commands.known import GROUP_OF
from worker.messages.topics import Topics
from worker.ports.commands import Headers
from worker.ports.publisher import Outgoing, Publisher


@dataclass(slots=True)
class Question:
    """One command under way, and how often Kafka acknowledged it."""

    record: Outgoing
    waits: Iterator[float | None]
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    publisher: Publisher
    desk: Desk
    topics: Topics
    resending: Resending
    jitter: Jitter
    reply_to: ReplyTo | None = None

    async def ask(
        self, command: Command[AnyData], within: timedelta, key: str | None, headers: Headers
    ) -> Record | Unsettled[AnyData]:
        """Return the record of the result. Raise `Misconfigured` where the command's topic is missing."""
        correlation = uuid.uuid4().hex.encode()
        record = self._addressed(command, key, (*headers, (CORRELATION, correlation)))
        question = Question(record, self.resending.waits(self.jitter))
        news: News | None = None
        with self.desk.waiting(correlation, command.user_id, command.command_id) as waiting:
            try:
                async with asyncio.timeout(within.total_seconds()):
                    while news is None:
                        news = await self._sent(question, waiting)
            except TimeoutError:
                pass
        return told(command, news, sent=question.sent)

    async def _sent(self, question: Question, waiting: Waiting) -> News | None:
        """Send it, and wait for news until it is time to send it again."""
        try:
            await self.publisher.publish(question.record)
        except TopicMissing as error:
            missing = f"no topic {question.record.topic}: `vai-calendar topics create` makes it"
            raise Misconfigured(missing) from error
        except BrokerUnavailable:
            return await waiting.for_news(self.resending.wait_after_failure(self.jitter))
        question.sent += 1
        return await waiting.for_news(next(question.waits))

    def _addressed(self, command: Command[AnyData], key: str | None, headers: Headers) -> Outgoing:
        chosen = command.user_id if key is None else key
        return Outgoing(
            topic=self.topics.of_group(GROUP_OF[command.type]),
            key=None if chosen is None else chosen.encode(),
            value=command.value,
            headers=(*headers, *(self.reply_to.headers if self.reply_to else ())),
        )


def told(command: Command[AnyData], news: News | None, *, sent: int) -> Record | Unsettled[AnyData]:
    match news:
        case Record():
            return news
        case CommandDelayed():
            return Unsettled(command, Why.WITHHELD, news)
        case Closed():
            return Unsettled(command, Why.CLOSED)
        case None:
            return Unsettled(command, Why.SILENCE if sent else Why.NOT_SENT)
