"""What is committed, against a model that keeps every record: whatever comes in whatever order.

Records come with holes between them, end in any order, also after their partition went;
partitions are revoked and assigned again; commits succeed, fail, and come back to old news.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.engine.desk import Desk
from tests.engine.records import NOW, TOPIC, record
from tests.fakes.clock import FakeClock
from worker.engine.engine import Engine
from worker.engine.record import Record
from worker.engine.slots import Slot

NAME = (TOPIC, 0)
NOW_OR_NEVER = timedelta(0)


@dataclass
class Assignment:
    """What was received while the partition was ours, and what of it is done."""

    received: list[int] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    told: int = -1

    @property
    def safe(self) -> int | None:
        """The offset below which all is done."""
        undone = [each for each in self.received if each not in self.done]
        if undone == self.received:
            return None
        first = min(undone, default=None)
        below = [each for each in self.received if first is None or each < first]
        return max(below) + 1 if below else None


class OneAtATime(Desk):
    """Work that knows a record of an older assignment from the same one read again."""

    async def __call__(self, item: Record, slot: Slot) -> None:
        await self.gate(int(item.value or b"")).wait()


class OffsetsByModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.desk = OneAtATime()
        # A task group has to be entered in a task that lives as long; its owner is the machine here.
        owner = cast("asyncio.TaskGroup", self.loop)
        self.engine = Engine(self.desk, FakeClock(NOW), owner, max_in_flight=1000)
        self.now: Assignment | None = None
        self.committed = 0
        self.numbers = 0
        self.running: dict[int, tuple[Assignment, int]] = {}

    @precondition(lambda self: self.now is None)
    @rule()
    def assign(self) -> None:
        self.engine.assign([NAME])
        self.now = Assignment()

    @precondition(lambda self: self.now is not None)
    @rule(holes=st.lists(st.integers(0, 3), min_size=1, max_size=6))
    def receive(self, holes: list[int]) -> None:
        assert self.now is not None
        for hole in holes:
            offset = (self.now.received[-1] + 1 if self.now.received else self.committed) + hole
            self.now.received.append(offset)
            self.running[self.numbers] = (self.now, offset)
            self.engine.receive([record(offset, None, b"%d" % self.numbers)])
            self.numbers += 1
        self.run()

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.running)))
        assignment, offset = self.running.pop(number)
        assignment.done.add(offset)
        self.desk.gate(number).set()
        self.run()

    @rule(succeeds=st.booleans())
    def commit(self, succeeds: bool) -> None:
        offsets = dict(self.engine.uncommitted())
        if succeeds:
            self.take(offsets)

    @precondition(lambda self: self.now is not None)
    @rule(commits=st.booleans())
    def revoke(self, commits: bool) -> None:
        self.loop.run_until_complete(self.engine.revoke({NAME}, NOW_OR_NEVER))
        if commits:
            self.take(dict(self.engine.uncommitted()))
        self.engine.forget({NAME})
        self.now = None

    @invariant()
    def what_may_be_committed_is_what_the_model_says(self) -> None:
        offsets = self.engine.uncommitted()
        if self.now is None:
            assert dict(offsets) == {}
        elif offsets:
            assert offsets == {NAME: self.now.safe}
            assert offsets[NAME] > self.now.told
        else:
            assert self.now.safe is None or self.now.safe == self.now.told

    @invariant()
    def nothing_is_outstanding_but_what_the_model_says(self) -> None:
        undone = self.now and [each for each in self.now.received if each not in self.now.done]
        assert self.engine.outstanding == len(undone or [])

    def take(self, offsets: dict[tuple[str, int], int]) -> None:
        """Commit, as Kafka does; the next assignment reads from there."""
        for offset in offsets.values():
            assert self.now is not None
            assert offset >= self.committed
            self.now.told = self.committed = offset
        self.engine.committed(offsets)

    def run(self) -> None:
        self.loop.run_until_complete(some_turns_of_the_loop())

    def teardown(self) -> None:
        self.loop.run_until_complete(self.engine.drain(NOW_OR_NEVER))
        self.loop.close()


async def some_turns_of_the_loop() -> None:
    for _ in range(4):
        await asyncio.sleep(0)


OffsetsByModel.TestCase.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)
test_no_order_of_events_commits_what_is_not_done = OffsetsByModel.TestCase
