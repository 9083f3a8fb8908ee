"""The fake of channels keeps the same promises as the store."""

from dataclasses import dataclass

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.store_channels import FakeChannels
from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_reservations import FakeReservations
from tests.fakes.store_synchronisation import FakeSynchronisations
from tests.store.channels_contract import (
    KnownContract,
    MarksContract,
    OpeningContract,
    RenewalContract,
    StopsContract,
    Watching,
)
from tests.store.readings import fake_reading
from worker.messages.texts import Texts
from worker.ports.channels import Opening
from worker.ports.synchronisation import FollowedCalendar


@dataclass(frozen=True, slots=True)
class MeddlingWithFakes:
    channels: FakeChannels

    async def lose(self, opening: Opening) -> None:
        self.channels.lose(opening)

    async def renewal_is_due(self, calendar: FollowedCalendar) -> None:
        self.channels.watches[calendar].renew_at = self.channels.clock.now()

    async def hurry(self) -> None:
        for one in self.channels.channels.values():
            one.stop_at = self.channels.clock.now()


@pytest.fixture
def watching(clock: FakeClock, texts: Texts) -> Watching:
    commands = FakeCommands(clock)
    reading = fake_reading(commands, FakeReservations(commands), texts)
    synchronisations = reading.synchronisations
    assert isinstance(synchronisations, FakeSynchronisations)
    synchronisations.interval *= 0
    channels = FakeChannels(clock, synchronisations.follow, synchronisations.mark)
    return Watching(channels, reading, MeddlingWithFakes(channels))


class TestOpening(OpeningContract): ...


class TestRenewal(RenewalContract): ...


class TestStops(StopsContract): ...


class TestKnown(KnownContract): ...


class TestMarks(MarksContract): ...
