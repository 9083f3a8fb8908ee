"""The fakes of grants, and of what goes with a user, keep the same promises as the store."""

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_departures import FakeDepartures
from tests.fakes.store_grants import FakeGrants
from tests.fakes.store_outbox import FakeOutbox
from tests.store.departures_contract import DeparturesContract
from tests.store.grants_contract import GrantsContract


@pytest.fixture
def commands(clock: FakeClock) -> FakeCommands:
    return FakeCommands(clock)


@pytest.fixture
def outbox() -> FakeOutbox:
    return FakeOutbox()


@pytest.fixture
def grants(commands: FakeCommands, outbox: FakeOutbox) -> FakeGrants:
    return FakeGrants(commands, outbox)


@pytest.fixture
def departures(commands: FakeCommands, grants: FakeGrants) -> FakeDepartures:
    assert grants.commands is commands
    return FakeDepartures(commands)


class TestGrants(GrantsContract): ...


class TestDepartures(DeparturesContract): ...
