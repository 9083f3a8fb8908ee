"""Whatever is booked, moved, held, settled and corrected in whatever order, the two stores agree."""

from dataclasses import dataclass, field, replace
from itertools import count
from random import Random

import pytest

from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_reservations import FakeReservations
from tests.store.asked import ANSWER, at, claimed, key, seats
from tests.store.conftest import Connection
from tests.store.test_guard import overlaps
from worker.domain.interval import Interval, merge
from worker.errors import MeetingBusy, Refused
from worker.ports.clock import SystemClock
from worker.ports.commands import Booking, Claim, Commands, Settlement
from worker.ports.reservations import Candidate, Hold, Reservations
from worker.store.open import Store

pytestmark = pytest.mark.real

PEOPLE = ("ana", "bob", "eve")
STEPS = 120
GAMES = (0, 9, 13, 33)
"""Seeds, among them those that once told the stores apart."""


@dataclass
class Player:
    """Plays one game in one store; the same dice give the same game."""

    commands: Commands
    reservations: Reservations
    dice: Random
    numbers: "count[int]" = field(default_factory=count)
    open: dict[str, Claim] = field(default_factory=dict)
    """Commands that reserved something, by their event."""
    events: list[str] = field(default_factory=lambda: ["e-0"])

    async def step(self) -> str:
        """Do something, and tell what came of it."""
        deed = self.dice.choice([self.book, self.move, self.move, self.settle, self.settle, self.correct])
        try:
            event = self.dice.choice(self.events)
            return f"{deed.__name__} {event} {brief(await deed(event))}"
        except (Refused, MeetingBusy) as error:
            return f"{deed.__name__} {type(error).__name__}"

    async def book(self, _event: str) -> object:
        """Make a new event: nobody makes one twice."""
        self.events.append(f"e-{len(self.events)}")
        return await self._reserve(self.events[-1], moves=False)

    async def move(self, event: str) -> object:
        return await self._reserve(event, moves=True)

    async def settle(self, event: str) -> object:
        booking = self.dice.choice([Booking.CONFIRM, Booking.CONFIRM, Booking.RELEASE, Booking.KEEP])
        if event not in self.open:
            return None
        await self.commands.finish(self.open.pop(event), ANSWER, Settlement(booking))
        return booking

    async def correct(self, event: str) -> object:
        when = self.dice.choice([self._slot(), self._slot(), None])
        absent = self.dice.sample([f"{one}@example.com" for one in PEOPLE], self.dice.randrange(2))
        await self.reservations.correct(key(event), when, absent)
        return when

    async def _reserve(self, event: str, *, moves: bool) -> object:
        """Reserve some time for some people, by the event's open command or a new one, or use a hold."""
        people = self.dice.sample(PEOPLE, self.dice.randint(1, 3))
        wanted = replace(seats(*people, event_id=event), moves=moves)
        slots, is_held = [self._slot(), self._slot()], self.dice.random() < 0.3
        if event in self.open:
            return None
        claim = await claimed(self.commands, f"c-{next(self.numbers)}")
        if is_held:
            done: object = await self._hold_and_use(claim, wanted.emails, slots[0], moves=moves, event=event)
        else:
            candidates = [Candidate(slot, b"reserved") for slot in slots]
            done = await self.reservations.reserve(claim, wanted, candidates)
        if done:
            self.open[event] = claim
        return done

    async def _hold_and_use(
        self, claim: Claim, emails: frozenset[str], slot: Interval, *, moves: bool, event: str
    ) -> bool:
        holder = await claimed(self.commands, f"holds-{claim.command_id}")
        hold = Hold(f"h-{claim.command_id}", slot, emails)
        if not await self.reservations.place_hold(holder, hold, at(1000), 1000, b"held"):
            return False
        wanted = replace(seats(event_id=event), emails=emails, moves=moves)
        await self.reservations.use_hold(claim, hold.hold_id, wanted, b"used")
        return True

    def _slot(self) -> Interval:
        start = self.dice.randrange(16) / 2
        return Interval(at(start), at(start + 1))

    async def taken(self) -> dict[str, list[str]]:
        """Return everybody's times, those that touch as one."""
        times = await self.reservations.taken(
            {f"{one}@example.com" for one in PEOPLE}, Interval(at(0), at(24))
        )
        return {
            who: [brief(one) for one in merge(one.period for one in times if one.email.startswith(who))]
            for who in PEOPLE
        }


def brief(result: object) -> str:
    return f"{result.start:%H:%M}-{result.end:%H:%M}" if isinstance(result, Interval) else str(result)


@pytest.mark.parametrize("seed", GAMES)
async def test_the_fake_and_the_store_play_the_same_game(
    store: Store, database: Connection, seed: int
) -> None:
    fake_commands = FakeCommands(SystemClock())
    fake = Player(fake_commands, FakeReservations(fake_commands), Random(seed))
    real = Player(store.commands, store.reservations, Random(seed))
    told: list[str] = []

    for _ in range(STEPS):
        told.append(await fake.step())
        assert await real.step() == told[-1], told[-10:]
        assert await real.taken() == await fake.taken(), "\n".join(told)
    assert await overlaps(database) == []
