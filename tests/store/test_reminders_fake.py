"""The fake of reminders keeps the same promises as the store."""

from datetime import timedelta

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_reminders import FakeReminders
from tests.fakes.store_reservations import FakeReservations
from tests.fakes.store_synchronisation import FakeSynchronisations
from tests.store.readings import fake_reading
from tests.store.reminders_contract import ChangedEventsContract, LateContract, MomentsContract
from tests.store.reminding import Reminding
from worker.messages.texts import Texts


@pytest.fixture
def reminding(clock: FakeClock, texts: Texts) -> Reminding:
    commands = FakeCommands(clock)
    reading = fake_reading(commands, FakeReservations(commands), texts)
    assert isinstance(reading.synchronisations, FakeSynchronisations)

    async def let_pass(time: timedelta) -> None:
        clock.instant += time

    return Reminding(reading, FakeReminders(reading.synchronisations, texts), clock.now(), let_pass)


class TestReminders(MomentsContract, ChangedEventsContract, LateContract): ...
