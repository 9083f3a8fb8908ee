import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from worker.client.post import Post
from worker.errors import BrokerUnavailable, FatalError, Misconfigured
from worker.ports.publisher import Outgoing

LETTER, SLOW = Outgoing("t", None, b"{}"), Outgoing("slow", None, b"{}")


@dataclass
class Sender:
    fate: Exception | None
    gate: asyncio.Event
    """What a slow send waits for."""
    sent: list[Outgoing] = field(default_factory=list)

    async def publish(self, record: Outgoing) -> None:
        await asyncio.sleep(0)  # so that sends go on side by side
        if record is SLOW:
            await self.gate.wait()
        if self.fate is not None:
            raise self.fate
        self.sent.append(record)


@dataclass
class Clients:
    """Makes senders; each of `fates` is what the sends of one raise."""

    fates: list[Exception | None]
    made: list[Sender] = field(default_factory=list)
    closed: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Sender]:
        fate = self.fates.pop(0)
        if isinstance(fate, BrokerUnavailable):
            raise fate
        one = Sender(fate, self.gate)
        self.made.append(one)
        yield one
        self.closed += 1


async def test_a_dead_client_is_replaced_for_the_next_send() -> None:
    clients = Clients([FatalError("its sender task has ended"), None])
    async with Post(clients.open) as post:
        with pytest.raises(BrokerUnavailable, match="has died"):
            await post.publish(LETTER)
        await post.publish(LETTER)

    assert [len(each.sent) for each in clients.made] == [0, 1]
    assert clients.closed == 2


async def test_of_those_who_meet_a_dead_client_one_replaces_it() -> None:
    clients = Clients([FatalError("dead"), None])
    async with Post(clients.open) as post:
        met = await asyncio.gather(*(post.publish(LETTER) for _ in range(5)), return_exceptions=True)
        await post.publish(LETTER)

    assert all(isinstance(each, BrokerUnavailable) for each in met)
    assert len(clients.made) == 2


async def test_who_hears_of_a_death_late_leaves_the_new_client_alone() -> None:
    clients = Clients([FatalError("dead"), None])
    async with Post(clients.open) as post, asyncio.TaskGroup() as tasks:
        late = tasks.create_task(failing(post, SLOW))
        await failing(post, LETTER)
        await post.publish(LETTER)
        clients.gate.set()
        await late
        assert clients.closed == 1
        await post.publish(LETTER)

    assert len(clients.made[1].sent) == 2


async def failing(post: Post, record: Outgoing) -> None:
    with pytest.raises(BrokerUnavailable):
        await post.publish(record)


async def test_while_no_new_one_can_be_had_each_send_says_so_and_tries() -> None:
    clients = Clients([FatalError("dead"), BrokerUnavailable("no broker"), None])
    async with Post(clients.open) as post:
        for _ in range(2):
            with pytest.raises(BrokerUnavailable):
                await post.publish(LETTER)
        await post.publish(LETTER)

    assert len(clients.made) == 2


async def test_what_only_a_person_can_mend_is_told_as_it_is() -> None:
    clients = Clients([Misconfigured("the TLS files cannot be used")])
    async with Post(clients.open) as post:
        with pytest.raises(Misconfigured):
            await post.publish(LETTER)

    assert len(clients.made) == 1
