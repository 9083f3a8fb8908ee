"""Records without an end: a reader that broke is opened anew, at the place that it had come to."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Protocol, Self

import structlog

from worker.client.resending import Jitter
from worker.engine.record import Record
from worker.errors import BrokerUnavailable, Misconfigured, WorkerError
from worker.kafka.places import Places
from worker.ports.clock import Clock

WAIT_INITIAL = timedelta(milliseconds=500)
WAIT_MAX = timedelta(seconds=10)
MOST_DOUBLINGS = 10
WAITED_OUT = (BrokerUnavailable, Misconfigured)
"""Once it was open, a topic that is not there may be made anew as well."""


class Following(Protocol):
    @property
    def places(self) -> Places: ...

    async def next(self) -> Record: ...


Open = Callable[[Places], AbstractAsyncContextManager[Following]]
"""Opens a reader at places; where there are none, at an edge of its choice."""


@dataclass(slots=True)
class Stream:
    open: Open
    clock: Clock
    jitter: Jitter
    places: Places = field(default_factory=dict)
    """Where to go on: what has been returned lies before it."""
    _following: Following | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _failures: int = 0

    async def __aenter__(self) -> Self:
        """Open it once: what is sent from now on is seen. Raise what opening raises."""
        await self._opened()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def next(self) -> Record:
        """Wait for the next record. Raise `PlaceLost`; the rest is waited out."""
        while True:
            try:
                return await self._next()
            except WAITED_OUT as error:
                await self._wait_out(error)

    async def forget(self) -> None:
        """Drop the places: the next reader begins at its edge."""
        await self._close()
        self.places = {}

    async def _next(self) -> Record:
        following = await self._opened()
        record = await following.next()
        self._failures = 0
        self.places = dict(following.places)
        return record

    async def _opened(self) -> Following:
        if self._following is None:
            self._following = await self._stack.enter_async_context(self.open(self.places))
            self.places = dict(self._following.places)
        return self._following

    async def _wait_out(self, error: WorkerError) -> None:
        structlog.get_logger().warning("calendar client reads nothing for now", error=str(error))
        await self._close()
        doublings = min(self._failures, MOST_DOUBLINGS)
        self._failures += 1
        await self.clock.sleep(min(WAIT_INITIAL * 2**doublings, WAIT_MAX) * (1 - self.jitter() / 2))

    async def _close(self) -> None:
        self._following = None
        await self._stack.aclose()
