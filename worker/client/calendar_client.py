"""The client: commands out, their answers back, and changes as they happen, over one pair of connections.

Any number of tasks may ask at once. Every wait ends: a question after `within`, whatever Kafka, the
worker or Google do, and then its answer says that nothing is known yet.
"""

import asyncio
import random
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Any, Literal, Self

from worker.client.answer import Answer, Rejected, Unsettled
from worker.client.changes import Changes, Position, following_changes
from worker.client.command import AnyData, Command
from worker.client.desk import Desk
from worker.client.errors import ClientClosed
from worker.client.exchange import Exchange
from worker.client.post import Post
from worker.client.reply_to import ReplyTo
from worker.client.resending import Resending
from worker.client.results import answer
from worker.client.stream import Stream
from worker.client.used_ids import USE_UP_NOTHING, UsedIds
from worker.engine.record import Record
from worker.errors import PlaceLost
from worker.kafka.connection import KafkaConnection
from worker.kafka.places import Edge, Places, Sources, following_from
from worker.kafka.producer import KafkaPublisher
from worker.kafka.security import Security
from worker.messages.topics import Topics
from worker.ports.clock import SystemClock
from worker.ports.commands import Headers

WITHIN = timedelta(seconds=90)
"""A worker tries for a minute before it answers `failed` or says that a result is withheld."""
PLAIN = Security()


class CalendarClient:
    """Asks the calendar worker, as `async with CalendarClient("broker:9092") as calendar:`."""

    def __init__(
        self,
        bootstrap_servers: str | Sequence[str],
        *,
        security: Security = PLAIN,
        topic_prefix: str = "vai.calendar",
        reply_to: ReplyTo | None = None,
        tell_of_delays: bool = True,
        resending: Resending | None = None,
        client_id: str = "vai-calendar-client",
    ) -> None:
        """Take what is needed to connect; nothing is done before it is entered.

        `bootstrap_servers` is `host:port`, or several with commas between them. `tell_of_delays` needs the
        right to read the changes topic: without it a withheld result is just silence.
        """
        servers = bootstrap_servers.split(",") if isinstance(bootstrap_servers, str) else bootstrap_servers
        self._connection = KafkaConnection(tuple(servers), client_id, security)
        self._topics = Topics(topic_prefix)
        self._reply_to = reply_to
        self._tell_of_delays = tell_of_delays
        self._resending = resending or Resending()
        self._jitter = random.SystemRandom().random
        self._used = UsedIds()
        self._exchange: Exchange | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Connect. Raise `Misconfigured` for a topic or a file that is not there, or `BrokerUnavailable`."""
        async with AsyncExitStack() as stack:
            answers = await stack.enter_async_context(self._stream(self._sources(), Edge.END, {}))
            publisher = await stack.enter_async_context(Post(partial(KafkaPublisher.to, self._connection)))
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            desk = Desk()
            stack.callback(tasks.create_task(reading(answers, desk)).cancel)
            stack.callback(desk.close)
            self._exchange = Exchange(
                publisher, desk, self._topics, self._resending, self._jitter, self._reply_to
            )
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of everything. Whoever still waits for an answer is told that there will be none."""
        self._exchange = None
        await self._stack.aclose()

    async def ask(
        self,
        command: Command[AnyData],
        *,
        within: timedelta = WITHIN,
        key: str | None = None,
        headers: Headers = (),
    ) -> Answer[AnyData]:
        """Send a command and return what came of it.

        Asking the same command again has its effect once and brings the same answer. When nothing is known
        within the time, or the result is withheld, the answer is `Unsettled`. Raise `CommandIdReused`,
        `ClientClosed`, `Misconfigured` and `UnreadableRecord`. `key` orders commands: those of one key on one
        topic are carried out one after the other; it is the user by default, and may be the conversation.
        `headers` go along, as `traceparent` does.
        """
        self._used.use(command)
        found = await self.ask_for_record(command, within=within, key=key, headers=headers)
        if isinstance(found, Unsettled):
            return found
        settled = answer(command, found)
        if isinstance(settled, Rejected) and settled.code in USE_UP_NOTHING:
            self._used.give_back(command)
        return settled

    async def ask_for_record(
        self,
        command: Command[AnyData],
        *,
        within: timedelta = WITHIN,
        key: str | None = None,
        headers: Headers = (),
    ) -> Record | Unsettled[AnyData]:
        """Send a command, and return the record of its result as it came."""
        if self._exchange is None:
            raise ClientClosed("enter the client first: `async with CalendarClient(…) as calendar:`")
        return await self._exchange.ask(command, within, key, headers)

    def changes(
        self, from_: Position | Literal["now", "beginning"] = "now"
    ) -> AbstractAsyncContextManager[Changes]:
        """Follow the changes of all calendars, as `async with calendar.changes() as changes:`.

        From the moment that it is entered nothing is missed. `beginning` is the oldest that Kafka still has.
        """
        edge = Edge.BEGINNING if from_ == "beginning" else Edge.END
        offsets = from_.offsets if isinstance(from_, Position) else {}
        places = {(self._topics.changes, partition): offset for partition, offset in offsets.items()}
        return following_changes(self._stream({self._topics.changes: None}, edge, places))

    def _stream(self, sources: Sources, edge: Edge, places: Places) -> Stream:
        opened: Any = partial(following_from, self._connection, sources, edge)
        return Stream(opened, SystemClock(), self._jitter, places)

    def _sources(self) -> Sources:
        results = {self._topics.results: None}
        replies: Sources = {self._reply_to.topic: self._reply_to.partition} if self._reply_to else results
        return {**replies, **({self._topics.changes: None} if self._tell_of_delays else {})}


async def reading(answers: Stream, desk: Desk) -> None:
    """Hand everything to the desk, until cancelled. What was missed comes when the command is sent again."""
    while True:
        try:
            desk.take(await answers.next())
        except PlaceLost:
            await answers.forget()
