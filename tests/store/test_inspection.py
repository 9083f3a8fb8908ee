from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from worker.errors import Misconfigured
from worker.store.connected_accounts import Seals, connected_accounts, seals
from worker.store.inspection import database_state, tables_state
from worker.store.key_ring import fingerprint, opener
from worker.store.migrate import connected, migrate, migrations

pytestmark = pytest.mark.real

INSERT = """
INSERT INTO grants (user_id, grant_id, address, subject, scopes, sealed, sealed_with, broken_at)
VALUES ($1, $1, $1 || '@vai.example', $1, ARRAY['openid'], $2, $3, $4)
"""
NEW_VERSION = "INSERT INTO schema_migrations (version, name, sha256) VALUES (9000, 'later', 'x')"


def new_key() -> SecretStr:
    return SecretStr(Fernet.generate_key().decode())


async def test_a_server_tells_its_version_and_its_time(database_url: str) -> None:
    state = await database_state(database_url)

    assert state.version.startswith(str(state.major_version))
    assert abs(state.now - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251  (another clock than the server's)
    assert not state.is_read_only


async def test_an_empty_database_lacks_everything_and_a_migrated_one_nothing(database_url: str) -> None:
    before = await tables_state(database_url)
    await migrate(database_url)
    after = await tables_state(database_url)

    assert before.is_empty
    assert len(before.lacking) == len(migrations())
    assert (after.is_empty, after.lacking, after.newer) == (False, (), ())


async def test_what_a_newer_program_did_is_seen(database_url: str) -> None:
    await migrate(database_url)
    async with connected(database_url) as connection:
        await connection.execute(NEW_VERSION)

    assert (await tables_state(database_url)).newer == (9000,)


async def test_grants_are_counted_by_what_opens_them(database_url: str) -> None:
    newest, older, lost = new_key(), new_key(), new_key()
    await migrate(database_url)
    async with connected(database_url) as connection:
        for user, key, broken in (("a", newest, None), ("b", older, None), ("c", lost, datetime.now(UTC))):  # noqa: TID251  (any time)
            await connection.execute(INSERT, user, opener(key).encrypt(b"t"), fingerprint(key), broken)
        await connection.execute(INSERT, "d", b"changed", fingerprint(newest), None)

    assert await seals(database_url, (newest, older)) == Seals(newest=1, older=1, none=1, damaged=1)
    assert await seals(database_url, ()) == Seals(none=4)
    accounts = await connected_accounts(database_url)
    assert [(each.user_id, each.address) for each in accounts[:2]] == [
        ("a", "a@vai.example"),
        ("b", "b@vai.example"),
    ]
    assert [each.broken_since is not None for each in accounts] == [False, False, True, False]


async def test_without_tables_the_command_that_makes_them_is_named(database_url: str) -> None:
    with pytest.raises(Misconfigured, match="vai-calendar migrate"):
        await connected_accounts(database_url)
