"""A client whose queries wait at two doors, before they leave and before they are answered."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from worker.domain.account import Account
from worker.domain.interval import Interval
from worker.google.call import Call, Json

T = TypeVar("T")


@dataclass
class TwoDoors:
    """`worker.google.merged_free_busy.Client`, and Google behind it."""

    busy: Mapping[str, Interval] = field(default_factory=dict)
    """When each calendar is busy."""
    unread: dict[str, str] = field(default_factory=dict)
    """Calendar to reason."""
    refused: Exception | None = None
    """What is said before a call leaves."""
    failing: Callable[[Json], Exception | None] = lambda _body: None
    """What is said to a query."""
    left: list[tuple[Account, list[str]]] = field(default_factory=list)
    given_up: int = 0

    def __post_init__(self) -> None:
        self.room, self.answers = asyncio.Event(), asyncio.Event()
        self.room.set()
        self.answers.set()

    async def send(
        self, account: Account, call: Call, read: Callable[[Any], T], is_large: Callable[[Any], bool]
    ) -> T:
        try:
            await self.room.wait()
            if self.refused is not None:
                raise self.refused
            body = call.settle() if call.settle else call.body
            assert body
            self.left.append((account, [one["id"] for one in body["items"]]))
            await self.answers.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        if failure := self.failing(body):
            raise failure
        answer = self.answer(body)
        assert not is_large(answer)
        return read(answer)

    def answer(self, body: Json) -> Json:
        return {"calendars": {one["id"]: self._entry(one["id"]) for one in body["items"]}}

    def _entry(self, calendar_id: str) -> Json:
        if calendar_id in self.unread:
            return {"errors": [{"reason": self.unread[calendar_id]}], "busy": []}
        busy = [self.busy[calendar_id]] if calendar_id in self.busy else []
        return {"busy": [{"start": one.start.isoformat(), "end": one.end.isoformat()} for one in busy]}


async def turns() -> None:
    """Let everybody do what they can."""
    for _ in range(20):
        await asyncio.sleep(0)
