from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.client import records
from tests.fakes.clock import FakeClock
from worker.client.stream import WAIT_MAX, Stream
from worker.engine.record import Record
from worker.errors import BrokerUnavailable, Misconfigured, PlaceLost
from worker.kafka.places import Places

PLACE = ("results", 0)


@dataclass
class Topic:
    """Offsets and failures, in the order in which readers meet them."""

    script: list[int | Exception]
    opened_at: list[dict[Any, int]] = field(default_factory=list)
    closed: int = 0
    places: dict[tuple[str, int], int] = field(default_factory=dict)
    refusals: list[Exception] = field(default_factory=list)
    """Of the next openings but the first."""

    @asynccontextmanager
    async def open(self, places: Places) -> AsyncIterator["Topic"]:
        if self.opened_at and self.refusals:
            raise self.refusals.pop(0)
        self.opened_at.append(dict(places))
        self.places = dict(places) or {PLACE: 0}
        yield self
        self.closed += 1

    async def next(self) -> Record:
        met = self.script.pop(0)
        if isinstance(met, Exception):
            raise met
        self.places[PLACE] = met + 1
        return records.record(b"", offset=met)


async def read(topic: Topic, count: int, clock: FakeClock | None = None) -> list[int]:
    async with Stream(topic.open, clock or FakeClock(records.NOW), lambda: 0.0) as stream:
        return [(await stream.next()).offset for _ in range(count)]


async def test_a_broken_reader_is_opened_anew_at_its_place() -> None:
    topic = Topic([0, 1, BrokerUnavailable("gone"), 2])

    assert await read(topic, 3) == [0, 1, 2]
    assert topic.opened_at == [{}, {PLACE: 2}]
    assert topic.closed == 2


async def test_a_reader_that_breaks_before_its_first_record_keeps_its_place() -> None:
    """Or what was sent meanwhile would be missed."""
    topic = Topic([BrokerUnavailable("gone"), 0])
    await read(topic, 1)

    assert topic.opened_at == [{}, {PLACE: 0}]


async def test_outages_are_waited_out_ever_longer_up_to_a_bound() -> None:
    clock = FakeClock(records.NOW)
    topic = Topic([BrokerUnavailable("gone"), 0])
    topic.refusals = [BrokerUnavailable("down"), Misconfigured("no topic"), *[BrokerUnavailable("down")] * 9]
    await read(topic, 1, clock)

    assert clock.slept == sorted(clock.slept)
    assert (len(clock.slept), clock.slept[-1]) == (12, WAIT_MAX)


async def test_a_place_that_is_lost_is_told_and_can_be_forgotten() -> None:
    topic = Topic([0, PlaceLost("deleted"), 7])
    async with Stream(topic.open, FakeClock(records.NOW), lambda: 0.0) as stream:
        await stream.next()
        with pytest.raises(PlaceLost):
            await stream.next()
        await stream.forget()
        assert (await stream.next()).offset == 7

    assert topic.opened_at == [{}, {}]


async def test_who_cannot_begin_is_told_at_once() -> None:
    topic = Topic([])
    topic.opened_at.append({})
    topic.refusals = [Misconfigured("no topic")]

    with pytest.raises(Misconfigured):
        await read(topic, 1)
