"""Where everything that is read meets whoever waits for it.

Every question has a correlation id of its own, so whatever others asked is passed over without
being read. Nothing is kept but who waits: the memory of it is bounded by the waiting themselves.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from worker.client.change import change_of
from worker.engine.record import Record
from worker.messages.changes.command_delayed import COMMAND_DELAYED, CommandDelayed

CORRELATION = "correlation-id"


class Closed:
    """No news will come any more."""


News = Record | CommandDelayed | Closed


@dataclass(frozen=True, slots=True)
class Waiting:
    """One question whose answer is awaited."""

    user_id: str | None
    command_id: Any
    news: asyncio.Future[News]

    async def for_news(self, seconds: float | None) -> News | None:
        """Return the first news, or None if there is none within so many seconds."""
        await asyncio.wait({self.news}, timeout=seconds)  # which does not cancel it
        return self.news.result() if self.news.done() else None

    def tell(self, news: News) -> None:
        if not self.news.done():
            self.news.set_result(news)


@dataclass(slots=True)
class Desk:
    _by_correlation: dict[bytes, Waiting] = field(default_factory=dict)
    _is_closed: bool = False

    @contextmanager
    def waiting(self, correlation: bytes, user_id: str | None, command_id: Any) -> Iterator[Waiting]:
        """Be told of what arrives for a command, while the block lasts."""
        waiting = Waiting(user_id, command_id, asyncio.get_running_loop().create_future())
        if self._is_closed:
            waiting.tell(Closed())
        self._by_correlation[correlation] = waiting
        try:
            yield waiting
        finally:
            del self._by_correlation[correlation]

    def take(self, record: Record) -> None:
        """Hand a record to whom it is for."""
        headers = dict(record.headers)
        waiting = self._by_correlation.get(headers.get(CORRELATION, b""))
        if waiting is not None and is_result_of(waiting.command_id, record):
            waiting.tell(record)
        elif headers.get("ce_type") == COMMAND_DELAYED.encode():
            self._tell_of_delay(record)

    def close(self) -> None:
        self._is_closed = True
        for waiting in self._by_correlation.values():
            waiting.tell(Closed())

    def _tell_of_delay(self, record: Record) -> None:
        delayed = change_of(record).body if self._by_correlation else None
        if not isinstance(delayed, CommandDelayed):
            return
        for waiting in self._by_correlation.values():
            if (waiting.user_id, waiting.command_id) == (delayed.user_id, delayed.command_id):
                waiting.tell(delayed)


def is_result_of(command_id: Any, record: Record) -> bool:
    """Say whether it is the command's, as its correlation says: senders may have chosen the same one."""
    body = json_of(record)
    return isinstance(body, dict) and body.get("command_id") == command_id


def json_of(record: Record) -> Any:
    try:
        return orjson.loads(record.value or b"")
    except orjson.JSONDecodeError:
        return None
