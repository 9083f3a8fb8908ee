"""Who gets a slot when many want one: seen from those who would be held up."""

import asyncio
from collections import Counter

from worker.engine.turns import Line, Party, Turns

ZERO, ONE = ("commands", 0), ("commands", 1)
ANA, BOB = b"ana@example.com", b"bob@example.com"


class Crowd:
    """Takers of slots, in the order in which they got one."""

    def __init__(self, tasks: asyncio.TaskGroup, total: int) -> None:
        self.tasks = tasks
        self.turns = Turns(total)
        self.served: list[Party] = []
        self.held: list[Line] = []

    async def come(self, *parties: Party) -> None:
        for party in parties:
            self.tasks.create_task(self._take(party))
        await asyncio.sleep(0)

    async def end(self, number: int) -> None:
        """End what has run the longest, one after the other."""
        for _ in range(number):
            self.turns.give_back(self.held.pop(0))
            await asyncio.sleep(0)
            await asyncio.sleep(0)

    async def _take(self, party: Party) -> None:
        line = await self.turns.take(party)
        self.served.append(party)
        self.held.append(line)


async def test_who_is_alone_may_use_every_slot() -> None:
    async with asyncio.TaskGroup() as tasks:
        crowd = Crowd(tasks, total=5)
        await crowd.come(*[Party(ZERO, ANA)] * 5)

    assert crowd.turns.busy == 5


async def test_a_long_backlog_does_not_hold_up_another_partition() -> None:
    async with asyncio.TaskGroup() as tasks:
        crowd = Crowd(tasks, total=4)
        await crowd.come(*[Party(ZERO, ANA)] * 1000)
        await crowd.come(*[Party(ONE, ANA)] * 4)
        await crowd.end(4)
        late = Counter(party.partition for party in crowd.served[4:])
        await crowd.end(1000)

    assert late == {ONE: 2, ZERO: 2}


async def test_an_account_with_many_keys_does_not_hold_up_another_of_its_partition() -> None:
    async with asyncio.TaskGroup() as tasks:
        crowd = Crowd(tasks, total=4)
        await crowd.come(*[Party(ZERO, ANA)] * 1000)
        await crowd.come(Party(ZERO, BOB))
        await crowd.end(1)
        first = crowd.served[4]
        await crowd.end(1000)

    assert first.account == BOB


async def test_with_fewer_slots_than_partitions_they_take_turns() -> None:
    backlog, late = Party(ZERO, ANA), Party(ONE, BOB)
    async with asyncio.TaskGroup() as tasks:
        crowd = Crowd(tasks, total=1)
        await crowd.come(*[backlog] * 1000)
        await crowd.come(late, late)
        await crowd.end(5)
        served = crowd.served[1:6]
        await crowd.end(997)

    assert served == [backlog, late, backlog, late, backlog]


async def test_of_one_account_the_first_come_is_the_first_served() -> None:
    turns, served = Turns(1), []

    async def take(number: int) -> None:
        line = await turns.take(Party(ZERO, ANA))
        served.append(number)
        turns.give_back(line)

    async with asyncio.TaskGroup() as tasks:
        for number in range(20):
            tasks.create_task(take(number))

    assert served == list(range(20))


async def test_nothing_is_kept_of_those_who_have_gone() -> None:
    async with asyncio.TaskGroup() as tasks:
        crowd = Crowd(tasks, total=3)
        await crowd.come(*[Party((f"topic-{each % 7}", each), b"%d" % each) for each in range(500)])
        await crowd.end(500)

    assert crowd.turns._queues == {}
    assert len(crowd.turns._lineup._heap) <= 33


async def test_many_waiters_that_are_cancelled_at_once_take_no_slot_along() -> None:
    turns = Turns(2)
    held = [await turns.take(Party(ZERO, ANA)) for _ in range(2)]
    async with asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(turns.take(Party(ONE, b"%d" % each))) for each in range(300)]
        await asyncio.sleep(0)
        for task in waiting:
            task.cancel()
        for line in held:
            turns.give_back(line)

    assert turns.busy == 0
    assert turns._queues == {}
