"""The changes topic, as an iterator that can be left and taken up again."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

import orjson

from worker.client.change import Change, change_of
from worker.client.stream import Stream


@dataclass(frozen=True, slots=True)
class Position:
    """Where to go on in the changes topic: the next offset of each partition."""

    offsets: Mapping[int, int]

    def encoded(self) -> str:
        """Return it as text, to be kept together with what was made of the changes."""
        return orjson.dumps(self.offsets, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def decoded(cls, text: str) -> Self:
        return cls({int(partition): offset for partition, offset in orjson.loads(text).items()})


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes in the order of each calendar, without an end. Kafka's outages are waited out.

    Raises `PlaceLost` if changes were deleted before they were read here: then begin anew, at `now`,
    with an empty `FoldedCalendars` and a `sync_calendar` with `full`.
    """

    _stream: Stream

    @property
    def position(self) -> Position:
        """After the last change that was returned, or where it began; to go on here after a restart."""
        return Position({partition: offset for (_, partition), offset in self._stream.places.items()})

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Change:
        return change_of(await self._stream.next())


@asynccontextmanager
async def following_changes(stream: Stream) -> AsyncIterator[Changes]:
    async with stream:
        yield Changes(stream)
