"""The fakes of the store keep the same promises as the store."""

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.store_calendars import FakeCalendars
from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_decisions import FakeDecisions
from tests.fakes.store_reservations import FakeReservations
from tests.store.calendars_contract import CalendarsContract
from tests.store.commands_contract import CommandsContract, Lose, MeetingContract
from tests.store.decisions_contract import DecisionsContract
from tests.store.following_contract import FollowingReservationsContract
from tests.store.holds_contract import HoldsContract
from tests.store.moves_contract import MovesContract
from tests.store.own_writes_contract import DeletionsContract, OwnWritesContract
from tests.store.reading import Reading
from tests.store.readings import fake_reading
from tests.store.republish_contract import RepublishContract
from tests.store.reservations_contract import BookingContract, CorrectionContract
from tests.store.revisions_contract import AttendedContract, RevisionsContract
from tests.store.snapshot_contract import SnapshotContract
from tests.store.synchronisation_contract import FollowingContract, ProgressContract, TurnsContract
from tests.store.unclaiming_contract import UnclaimingContract
from tests.store.versions_contract import (
    DoubtsContract,
    EverythingContract,
    VersionsContract,
)
from tests.store.withheld_contract import WithheldContract
from worker.messages.texts import Texts
from worker.ports.commands import Claim


@pytest.fixture
def commands(clock: FakeClock) -> FakeCommands:
    return FakeCommands(clock)


@pytest.fixture
def reservations(commands: FakeCommands) -> FakeReservations:
    return FakeReservations(commands)


@pytest.fixture
def decisions(commands: FakeCommands) -> FakeDecisions:
    return FakeDecisions(commands)


@pytest.fixture
def calendars(commands: FakeCommands) -> FakeCalendars:
    return FakeCalendars(commands)


@pytest.fixture
def lose(commands: FakeCommands) -> Lose:
    async def lose(claim: Claim) -> None:
        commands.lose(claim)

    return lose


@pytest.fixture
def reading(commands: FakeCommands, reservations: FakeReservations, texts: Texts) -> Reading:
    return fake_reading(commands, reservations, texts)


class TestCommands(CommandsContract, WithheldContract, MeetingContract): ...


class TestReservations(BookingContract, CorrectionContract, HoldsContract, MovesContract): ...


class TestCalendars(CalendarsContract): ...


class TestDecisions(DecisionsContract): ...


class TestTurns(TurnsContract, FollowingContract, ProgressContract): ...


class TestVersions(VersionsContract, DoubtsContract, EverythingContract, RepublishContract): ...


class TestSnapshots(SnapshotContract): ...


class TestOwnWrites(OwnWritesContract, DeletionsContract): ...


class TestRevisions(RevisionsContract, AttendedContract): ...


class TestUnclaiming(UnclaimingContract): ...


class TestFollowing(FollowingReservationsContract): ...
