"""Whose turn it is, when more records want to run than may.

A free slot goes at once to the partition that holds the fewest; there to the account that
holds the fewest of that partition's; there to whoever came first. Among equals it goes to
those who have waited longest since they last got one. So neither a long backlog nor an
account with many keys holds up the others; and since no slot stays free while somebody
waits, who is alone may use them all.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import NamedTuple

from worker.engine.lineup import Entrant, Lineup
from worker.engine.record import TopicPartition
from worker.messages.account import Account


class Party(NamedTuple):
    """On whose behalf a record runs."""

    partition: TopicPartition
    account: Account


@dataclass(slots=True, eq=False)
class Line(Entrant):
    """What one account holds and wants in one partition."""

    party: Party = field(kw_only=True)
    queue: "Queue" = field(kw_only=True)
    waiters: OrderedDict[asyncio.Future[None], None] = field(default_factory=OrderedDict)


@dataclass(slots=True, eq=False)
class Queue(Entrant):
    """What one partition holds and wants."""

    lines: dict[Account, Line] = field(default_factory=dict)
    """Of the accounts that hold a slot or wait for one."""
    lineup: Lineup[Line] = field(default_factory=Lineup)


@dataclass(slots=True)
class Turns:
    total: int
    busy: int = 0
    _queues: dict[TopicPartition, Queue] = field(default_factory=dict)
    """Of the partitions that hold a slot or wait for one."""
    _lineup: Lineup[Queue] = field(default_factory=Lineup)
    _ticks: int = 0

    async def take(self, party: Party) -> Line:
        """Return once a slot is there. A waiter that is cancelled takes none along."""
        line = self._line(party)
        if self.busy < self.total:
            self._grant(line)
            return line
        turn = asyncio.get_running_loop().create_future()
        self._join(line, turn)
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled():  # the slot came, and its taker goes
                self.give_back(line)
            else:
                self._withdraw(line, turn)
            raise
        return line

    def give_back(self, line: Line) -> None:
        """Give a slot, as it was taken, to the next."""
        queue = line.queue
        self.busy -= 1
        line.held -= 1
        queue.held -= 1
        queue.lineup.moved(line)
        self._lineup.moved(queue)
        self._forget(line)
        self._pass_on()

    def _line(self, party: Party) -> Line:
        queue = self._queues.get(party.partition)
        if queue is None:
            queue = self._queues[party.partition] = Queue()
        line = queue.lines.get(party.account)
        if line is None:
            line = queue.lines[party.account] = Line(party=party, queue=queue)
        return line

    def _join(self, line: Line, turn: asyncio.Future[None]) -> None:
        line.waiters[turn] = None
        if line.entry is None:
            self._ticks += 1
            line.queue.lineup.place(line, self._ticks)
            if line.queue.entry is None:
                self._lineup.place(line.queue, self._ticks)

    def _pass_on(self) -> None:
        while self._lineup.size:
            line = self._lineup.first().lineup.first()
            turn, _ = line.waiters.popitem(last=False)
            if turn.cancelled():
                self._withdraw(line, turn)
                continue
            turn.set_result(None)
            self._grant(line)
            self._wait_again(line)
            return

    def _grant(self, line: Line) -> None:
        self.busy += 1
        line.held += 1
        line.queue.held += 1

    def _wait_again(self, line: Line) -> None:
        """Put those who just got a slot behind their equals."""
        queue = line.queue
        self._ticks += 1
        if line.waiters:
            queue.lineup.place(line, self._ticks)
        else:
            queue.lineup.leave(line)
        if queue.lineup.size:
            self._lineup.place(queue, self._ticks)
        else:
            self._lineup.leave(queue)

    def _withdraw(self, line: Line, turn: asyncio.Future[None]) -> None:
        line.waiters.pop(turn, None)
        if line.waiters or line.entry is None:
            return
        line.queue.lineup.leave(line)
        if not line.queue.lineup.size:
            self._lineup.leave(line.queue)
        self._forget(line)

    def _forget(self, line: Line) -> None:
        """Keep nothing of those who hold nothing and want nothing."""
        queue, party = line.queue, line.party
        if not (line.held or line.waiters):
            del queue.lines[party.account]
            if not queue.lines:
                del self._queues[party.partition]
