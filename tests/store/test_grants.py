"""PostgreSQL's adapters keep the promises of grants, and nothing secret stands in their tables."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes.clock import FakeClock
from tests.store.asked import ANA, claimed, key
from tests.store.conftest import Connection
from tests.store.departures_contract import DeparturesContract
from tests.store.grants_contract import ACCOUNT, ANOTHER, GrantsContract, kept, record, the_grant
from tests.store.reading import version
from tests.store.readings import stored_reading
from tests.store.shelf import Shelf
from worker.codes import Code
from worker.domain.account import Account
from worker.errors import Refused
from worker.messages.texts import Texts
from worker.store.commands import PostgresCommands
from worker.store.departures import PostgresDepartures
from worker.store.grants import PostgresGrants
from worker.store.open import Store, open_store
from worker.store.outbox import PostgresOutbox

pytestmark = pytest.mark.real

TOKEN = ACCOUNT.refresh_token.get_secret_value().encode()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def store(store_url: str, clock: FakeClock, texts: Texts, shelf: Shelf) -> AsyncIterator[Store]:
    async with open_store(store_url, texts=texts, clock=clock, keys=shelf.read) as opened:
        yield opened


@pytest.fixture
def commands(store: Store) -> PostgresCommands:
    return store.commands


@pytest.fixture
def grants(store: Store) -> PostgresGrants:
    return store.grants


@pytest.fixture
def departures(store: Store) -> PostgresDepartures:
    return store.departures


@pytest.fixture
def outbox(store: Store) -> PostgresOutbox:
    return store.outbox


class TestGrants(GrantsContract): ...


class TestDepartures(DeparturesContract): ...


async def test_no_table_holds_a_token_in_the_clear(store: Store, database: Connection) -> None:
    await kept(store.grants, store.commands)

    dump = await database.fetchval("SELECT grants::text FROM grants")
    sealed = await database.fetchval("SELECT sealed FROM grants")
    assert TOKEN not in sealed
    assert TOKEN.decode() not in dump
    assert TOKEN.hex() not in dump


async def test_no_row_can_be_taken_for_another(store: Store, database: Connection) -> None:
    """Who can write to the table could otherwise act as anybody: by the token of somebody else."""
    await kept(store.grants, store.commands)
    await kept(store.grants, store.commands, ANOTHER, user_id="user-2")
    await database.execute(
        "UPDATE grants SET sealed = (SELECT sealed FROM grants WHERE user_id = 'user-2') WHERE user_id = $1",
        ANA.user_id,
    )

    with pytest.raises(Refused) as refused:
        await store.grants.of(ANA.user_id)
    assert refused.value.code is Code.REAUTHORIZATION_REQUIRED
    assert (await the_grant(store.grants, "user-2")).granted == ANOTHER


async def test_what_was_tampered_with_is_no_grant(store: Store, database: Connection) -> None:
    await kept(store.grants, store.commands)
    await database.execute("UPDATE grants SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)")

    with pytest.raises(Refused) as refused:
        await store.grants.of(ANA.user_id)
    assert refused.value.code is Code.REAUTHORIZATION_REQUIRED


class TestAnotherGoogleAccount:
    async def test_what_was_known_of_the_former_ones_calendars_is_forgotten(
        self, store: Store, database: Connection
    ) -> None:
        await kept(store.grants, store.commands)
        reading = stored_reading(store, database)
        await reading.read(version(1))
        await reading.book("e-1", 9, "ana", "bob")

        await kept(store.grants, store.commands, ANOTHER, "connect-2")

        for table in ("followed_calendars", "snapshots", "synchronisations", "reservations"):
            assert await database.fetchval(f"SELECT count(*) FROM {table}") == 0, table  # noqa: S608  (ours)

    async def test_is_told_from_one_that_was_delegated_by_its_address(
        self, store: Store, database: Connection
    ) -> None:
        claim = await claimed(store.commands, user_id=ANA.address)
        delegated = Account(ANA.address, ANA.address)
        for consent, left in ((ACCOUNT, 1), (ANOTHER, 0)):
            await database.execute("DELETE FROM grants")
            await store.synchronisations.begin(delegated, ANA.address, "en", everything=False)
            await store.grants.keep(claim, consent, consent.subject.encode(), record(consent, ANA.address))

            assert await database.fetchval("SELECT count(*) FROM followed_calendars") == left

    async def test_the_same_one_is_known_as_before_and_read_soon(
        self, store: Store, database: Connection
    ) -> None:
        await kept(store.grants, store.commands)
        reading = stored_reading(store, database)
        await reading.read(version(1))

        await kept(store.grants, store.commands, command_id="connect-2")

        assert await database.fetchval("SELECT count(*) FROM snapshots") == 1
        (due,) = await store.synchronisations.due(1)
        assert due.calendar_id == key().calendar_id
        assert (await reading.begin()).sync_token == "token"

    async def test_numbers_go_on_rising(self, store: Store, database: Connection) -> None:
        await kept(store.grants, store.commands)
        reading = stored_reading(store, database)
        await reading.read(version(1))
        before = await numbers(database)

        await kept(store.grants, store.commands, ANOTHER, "connect-2")
        await reading.read(version(2))

        after = await numbers(database)
        assert min(before) > 0
        assert all(later > earlier for later, earlier in zip(after, before, strict=True))


async def numbers(database: Connection) -> tuple[int, int]:
    """Return the last number that was told of a calendar, and the fence of its last reading."""
    sequence = await database.fetchval("SELECT sequence FROM followed_calendars")
    return sequence, await database.fetchval("SELECT fence FROM synchronisations")
