"""The way out to Kafka, which comes back: a client whose background tasks have died is replaced."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from worker.errors import BrokerUnavailable, FatalError, Misconfigured
from worker.ports.publisher import Outgoing, Publisher

Open = Callable[[], AbstractAsyncContextManager[Publisher]]


@dataclass(slots=True)
class Post:
    """`worker.ports.publisher.Publisher` for as long as the agent runs."""

    open: Open
    _publisher: Publisher | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __aenter__(self) -> Self:
        await self._opened()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def publish(self, record: Outgoing) -> None:
        publisher = await self._opened()
        try:
            await publisher.publish(record)
        except Misconfigured:
            raise
        except FatalError as error:
            await self._give_up(publisher)
            raise BrokerUnavailable(f"the client of Kafka has died: {error}") from error

    async def _opened(self) -> Publisher:
        async with self._opening:
            if self._publisher is None:
                self._publisher = await self._stack.enter_async_context(self.open())
            return self._publisher

    async def _give_up(self, dead: Publisher) -> None:
        async with self._opening:
            if self._publisher is dead:  # of those who met it at once, one buries it
                self._publisher = None
                await self._stack.aclose()
