"""The fakes of the store keep the same promises as the store."""

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.store_calendars import FakeCalendars
from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_reservations import FakeReservations
from tests.store.calendars_contract import CalendarsContract
from tests.store.commands_contract import CommandsContract, Lose, MeetingContract
from tests.store.holds_contract import HoldsContract
from tests.store.reservations_contract import BookingContract, CorrectionContract
from tests.store.withheld_contract import WithheldContract
from worker.ports.commands import Claim


@pytest.fixture
def commands(clock: FakeClock) -> FakeCommands:
    return FakeCommands(clock)


@pytest.fixture
def reservations(commands: FakeCommands) -> FakeReservations:
    return FakeReservations(commands)


@pytest.fixture
def holds(reservations: FakeReservations) -> FakeReservations:
    return reservations


@pytest.fixture
def calendars(commands: FakeCommands) -> FakeCalendars:
    return FakeCalendars(commands)


@pytest.fixture
def lose(commands: FakeCommands) -> Lose:
    async def lose(claim: Claim) -> None:
        commands.lose(claim)

    return lose


class TestCommands(CommandsContract, WithheldContract, MeetingContract): ...


class TestReservations(BookingContract, CorrectionContract, HoldsContract): ...


class TestCalendars(CalendarsContract): ...
