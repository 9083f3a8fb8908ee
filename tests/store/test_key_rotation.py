"""Keys are rotated while workers run, and a key that goes too early is told of plainly."""

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from tests.fakes.clock import FakeClock
from tests.store.asked import ANA
from tests.store.conftest import Connection
from tests.store.grants_contract import ACCOUNT, ANOTHER, kept, the_grant
from tests.store.shelf import Shelf, new_key
from worker.codes import Code
from worker.errors import KeyMissing, Refused
from worker.messages.texts import Texts
from worker.store.key_ring import fingerprint
from worker.store.open import Store, open_store
from worker.store.resealing import AT_ONCE, Census

pytestmark = pytest.mark.real


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def other_shelf(shelf: Shelf) -> Shelf:
    """The same keys, as another replica sees them: later."""
    return Shelf(list(shelf.keys))


@pytest.fixture
async def store(store_url: str, clock: FakeClock, texts: Texts, shelf: Shelf) -> AsyncIterator[Store]:
    async with open_store(store_url, texts=texts, clock=clock, keys=shelf.read) as opened:
        yield opened


@pytest.fixture
async def other_store(
    store_url: str, clock: FakeClock, texts: Texts, other_shelf: Shelf
) -> AsyncIterator[Store]:
    async with open_store(store_url, texts=texts, clock=clock, keys=other_shelf.read) as opened:
        yield opened


async def sealed_with(database: Connection) -> list[bytes]:
    return [row["sealed_with"] for row in await database.fetch("SELECT sealed_with FROM grants")]


async def test_a_key_is_rotated_under_running_workers(
    store: Store, other_store: Store, shelf: Shelf, other_shelf: Shelf, database: Connection
) -> None:
    """Put the new one in front, wait until nothing needs the old one, and take that away."""
    await kept(store.grants, store.commands)
    old, new = shelf.keys[0], new_key()
    assert await sealed_with(database) == [fingerprint(old)]

    shelf.keys = [new, old]
    await store.grants.seal_anew()
    assert await sealed_with(database) == [fingerprint(new)]
    assert (await the_grant(store.grants)).granted == ACCOUNT

    other_shelf.keys = [new, old]
    assert (await the_grant(other_store.grants)).granted == ACCOUNT

    for replicas_keys in (shelf, other_shelf):
        replicas_keys.keys = [new]
    for replica in (store, other_store):
        await replica.grants.seal_anew()
        assert (await the_grant(replica.grants)).granted == ACCOUNT


async def test_a_replica_that_sees_a_key_later_leaves_alone_what_it_cannot_open(
    store: Store, other_store: Store, shelf: Shelf, database: Connection
) -> None:
    await kept(store.grants, store.commands)
    shelf.keys.insert(0, new_key())
    await store.grants.seal_anew()

    with capture_logs() as logs:
        await other_store.grants.seal_anew()
        with pytest.raises(KeyMissing):
            await other_store.grants.of(ANA.user_id)
    assert await sealed_with(database) == [fingerprint(shelf.keys[0])]
    assert logs


async def test_a_key_that_is_missing_is_looked_for_at_once(
    store: Store, other_store: Store, shelf: Shelf, other_shelf: Shelf
) -> None:
    await the_grant_of_the_other(other_store)
    shelf.keys.insert(0, new_key())
    await store.grants.seal_anew()
    await kept(store.grants, store.commands, command_id="connect-2")

    other_shelf.keys = list(shelf.keys)

    assert (await the_grant(other_store.grants)).granted == ACCOUNT


async def the_grant_of_the_other(other_store: Store) -> None:
    """Let the other replica read its keys."""
    await kept(other_store.grants, other_store.commands, ANOTHER, "connect-0", "user-2")


class TestAKeyThatWasDroppedTooEarly:
    @pytest.fixture
    async def dropped(self, store: Store, shelf: Shelf) -> str:
        """The key that is gone; a grant is sealed with it."""
        await kept(store.grants, store.commands)
        (gone,), shelf.keys = shelf.keys, [new_key()]
        await store.grants.seal_anew()
        return gone.get_secret_value()

    async def test_is_told_of_with_what_mends_it(self, store: Store, shelf: Shelf, dropped: str) -> None:
        with capture_logs() as logs, pytest.raises(KeyMissing) as missing:
            await store.grants.of(ANA.user_id)

        (line,) = logs
        assert "VAI_SECRETS__ENCRYPTION_KEYS" in line["mend"]
        assert missing.value.code is Code.REAUTHORIZATION_REQUIRED
        told = f"{logs} {missing.value!r}"
        assert not [key for key in (dropped, *(one.get_secret_value() for one in shelf.keys)) if key in told]

    async def test_mends_everything_when_it_comes_back(
        self, store: Store, shelf: Shelf, dropped: str
    ) -> None:
        shelf.keys.append(type(shelf.keys[0])(dropped))

        assert (await the_grant(store.grants)).granted == ACCOUNT

    async def test_is_made_up_for_by_another_consent(self, store: Store, dropped: str) -> None:
        assert dropped
        await kept(store.grants, store.commands, command_id="connect-2")

        assert (await the_grant(store.grants)).granted == ACCOUNT

    async def test_is_counted(self, store: Store, dropped: str) -> None:
        assert dropped
        assert await store.grants.census() == Census(newest=0, older=0, unknown=1)


async def test_what_cannot_be_read_again_stays_as_it_was(store: Store, shelf: Shelf) -> None:
    await kept(store.grants, store.commands)
    shelf.is_readable = False

    with capture_logs() as logs:
        await store.grants.seal_anew()

    assert [line["log_level"] for line in logs] == ["error"]
    assert (await the_grant(store.grants)).granted == ACCOUNT


async def test_many_are_sealed_anew_a_few_at_a_time(store: Store, shelf: Shelf, database: Connection) -> None:
    await kept(store.grants, store.commands)
    await database.execute(
        "INSERT INTO grants (user_id, grant_id, address, subject, scopes, sealed, sealed_with) "
        "SELECT number, number, '', '', '{}', sealed, sealed_with FROM grants, "
        "generate_series(1, $1) AS number",
        AT_ONCE,
    )
    old = shelf.keys[0]
    shelf.keys.insert(0, new_key())

    assert await store.grants.seal_anew()
    assert await store.grants.census() == Census(newest=AT_ONCE, older=1, unknown=0)
    with capture_logs() as logs:
        assert not await store.grants.seal_anew()
    assert (await store.grants.census()).older == 0
    assert logs == [{"event": "no grant needs an older key", "grants": AT_ONCE + 1, "log_level": "info"}]
    assert fingerprint(old) not in await sealed_with(database)


async def test_what_cannot_be_sealed_anew_is_told_of_once_a_round_and_not_tried_at_once_again(
    store: Store, shelf: Shelf, database: Connection
) -> None:
    await kept(store.grants, store.commands)
    await database.execute(
        "INSERT INTO grants (user_id, grant_id, address, subject, scopes, sealed, sealed_with) "
        "SELECT '!' || number, number, '', '', '{}', 'damaged', sealed_with FROM grants, "
        "generate_series(1, $1) AS number",
        AT_ONCE,
    )
    shelf.keys.insert(0, new_key())

    with capture_logs() as logs:
        assert not await store.grants.seal_anew()
    lines = [line for line in logs if line["event"] == "grants cannot be sealed anew"]
    assert [line["grants"] for line in lines] == [AT_ONCE]


async def test_without_a_key_nobody_is_connected(store: Store, shelf: Shelf) -> None:
    shelf.keys = []

    with pytest.raises(Refused) as refused:
        await kept(store.grants, store.commands)
    assert refused.value.code is Code.CONSENT_FAILED
    assert "VAI_SECRETS__ENCRYPTION_KEYS" in refused.value.detail
