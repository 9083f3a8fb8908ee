"""PostgreSQL's adapters keep the promises of the store's ports."""

import asyncpg
import pytest

from tests.store.calendars_contract import CalendarsContract
from tests.store.commands_contract import CommandsContract, Lose, MeetingContract
from tests.store.decisions_contract import DecisionsContract
from tests.store.following_contract import FollowingReservationsContract
from tests.store.holds_contract import HoldsContract
from tests.store.moves_contract import MovesContract
from tests.store.own_writes_contract import DeletionsContract, OwnWritesContract
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
from worker.ports.commands import Claim
from worker.store.calendars import PostgresCalendars
from worker.store.commands import PostgresCommands
from worker.store.decisions import PostgresDecisions
from worker.store.open import Store
from worker.store.reservations import PostgresReservations

pytestmark = pytest.mark.real


@pytest.fixture
def commands(store: Store) -> PostgresCommands:
    return store.commands


@pytest.fixture
def reservations(store: Store) -> PostgresReservations:
    return store.reservations


@pytest.fixture
def decisions(store: Store) -> PostgresDecisions:
    return store.decisions


@pytest.fixture
def calendars(store: Store) -> PostgresCalendars:
    return store.calendars


@pytest.fixture
def lose(database: "asyncpg.Connection[asyncpg.Record]") -> Lose:
    async def lose(claim: Claim) -> None:
        await database.execute(
            "UPDATE commands SET lease_until = clock_timestamp() WHERE command_id = $1", claim.command_id
        )

    return lose


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
