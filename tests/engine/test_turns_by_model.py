"""Slots in turns, against a model that looks through everybody each time."""

import asyncio
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

from worker.engine.turns import Line, Party, Turns

PARTIES = st.builds(Party, st.sampled_from([("t", 0), ("t", 1)]), st.sampled_from([b"ana", b"bob", None]))


@dataclass(eq=False)
class Taker:
    party: Party
    task: asyncio.Task[Line]


class Model:
    """Who holds a slot and who waits, in plain lists."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.holders: list[Taker] = []
        self.waiters: list[Taker] = []
        self.since: dict[object, int] = {}
        """When partitions and parties came to wait, or got a slot after that."""
        self.ticks = 0

    def take(self, taker: Taker) -> None:
        if len(self.holders) < self.total:
            self.holders.append(taker)
            return
        self.ticks += 1
        if not any(each.party == taker.party for each in self.waiters):
            self.since[taker.party] = self.ticks
        if not any(each.party.partition == taker.party.partition for each in self.waiters):
            self.since[taker.party.partition] = self.ticks
        self.waiters.append(taker)

    def release(self, holder: Taker) -> Taker | None:
        """Return who gets the slot."""
        self.holders.remove(holder)
        if not self.waiters:
            return None
        chosen = min(self.waiters, key=self.rank)
        self.waiters.remove(chosen)
        self.holders.append(chosen)
        self.ticks += 1
        self.since[chosen.party] = self.since[chosen.party.partition] = self.ticks
        return chosen

    def rank(self, taker: Taker) -> tuple[int, int, int, int]:
        """Return the order of the waiters; `min` takes the first of equals, who came first."""
        partition = taker.party.partition
        of_partition = sum(each.party.partition == partition for each in self.holders)
        of_account = sum(each.party == taker.party for each in self.holders)
        return of_partition, self.since[partition], of_account, self.since[taker.party]


class TurnsByModel(RuleBasedStateMachine):
    takers = Bundle("takers")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.turns = Turns(3)
        self.model = Model(3)

    @initialize(total=st.integers(1, 6))
    def begin(self, total: int) -> None:
        self.turns.total = self.model.total = total

    @rule(target=takers, parties=st.lists(PARTIES, min_size=1, max_size=8))
    def come(self, parties: list[Party]) -> MultipleResults[Taker]:
        came = []
        for party in parties:
            came.append(Taker(party, self.loop.create_task(self.turns.take(party))))
            self.model.take(came[-1])
        self.run()
        return multiple(*came)

    @rule(taker=consumes(takers))
    def leave(self, taker: Taker) -> None:
        """Give the slot back, or stop waiting for it."""
        if taker in self.model.holders:
            self.turns.give_back(taker.task.result())
            self.model.release(taker)
        elif taker in self.model.waiters:
            taker.task.cancel()
            self.model.waiters.remove(taker)
        self.run()

    @rule(taker=consumes(takers))
    def leave_while_the_next_is_being_cancelled(self, taker: Taker) -> None:
        """The slot comes free before the loop has told the next one that it is cancelled."""
        if taker not in self.model.holders or not self.model.waiters:
            return self.leave(taker)
        following = min(self.model.waiters, key=self.model.rank)
        following.task.cancel()
        self.model.waiters.remove(following)
        return self.leave(taker)

    @rule(taker=consumes(takers))
    def cancel_whoever_has_just_got_it(self, taker: Taker) -> None:
        """The slot was given to somebody who is cancelled before running on."""
        if taker not in self.model.holders:
            return self.leave(taker)
        self.turns.give_back(taker.task.result())
        lucky = self.model.release(taker)
        if lucky:
            lucky.task.cancel()
            self.model.release(lucky)
        return self.run()

    @invariant()
    def the_right_ones_hold_a_slot(self) -> None:
        for holder in self.model.holders:
            assert holder.task.done()
            assert not holder.task.cancelled()
        assert not any(waiter.task.done() for waiter in self.model.waiters)

    @invariant()
    def never_more_than_there_are_and_none_idle_while_somebody_waits(self) -> None:
        assert self.turns.busy == len(self.model.holders) <= self.turns.total
        assert not self.model.waiters or self.turns.busy == self.turns.total

    def run(self) -> None:
        self.loop.run_until_complete(some_turns_of_the_loop())

    def teardown(self) -> None:
        for taker in [*self.model.waiters, *self.model.holders]:
            self.leave(taker)
        self.loop.close()
        assert self.turns.busy == 0
        assert self.turns._queues == {}
        assert self.turns._lineup.size == 0


async def some_turns_of_the_loop() -> None:
    for _ in range(4):
        await asyncio.sleep(0)


TurnsByModel.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
test_turns_are_given_as_a_naive_model_gives_them = TurnsByModel.TestCase
