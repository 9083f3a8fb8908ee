"""What `worker.ports.grants.Grants` promises; every store must pass it."""

from collections.abc import Sequence
from dataclasses import replace

import orjson
import pytest

from tests.fakes.consents import granted
from tests.store.asked import ANA, DAY, claimed
from worker.errors import LeaseLost
from worker.messages.changes.account import AccountConnected, encode_account_record
from worker.ports.commands import Claim, Commands, StoredAnswer
from worker.ports.grants import Grant, Granted, Grants
from worker.ports.outbox import Outbox

KEPT = b'{"kept":true}'
ACCOUNT = granted(ANA.address)
ANOTHER = granted("other@example.com", token="1//another")


async def kept(
    grants: Grants,
    commands: Commands,
    given: Granted = ACCOUNT,
    command_id: str = "connect-1",
    user_id: str = ANA.user_id,
) -> Claim:
    """Let a command keep what a consent gave."""
    claim = await claimed(commands, command_id, user_id)
    await grants.keep(claim, given, KEPT, record(given, user_id))
    return claim


def record(given: Granted, user_id: str = ANA.user_id) -> StoredAnswer:
    return encode_account_record(
        AccountConnected(
            user_id=user_id,
            email=given.address,
            conversation_id=None,
            as_of=DAY,
            granted_scopes=(),
            missing_scopes=(),
        )
    )


async def the_grant(grants: Grants, user_id: str = ANA.user_id) -> Grant:
    grant = await grants.of(user_id)
    assert grant is not None
    return grant


async def told(outbox: Outbox) -> Sequence[tuple[str, str]]:
    """Take what waits to be published: what kind of record, and of which address."""
    rows = await outbox.pending(100)
    await outbox.published(rows)
    assert {row.key for row in rows} <= {ANA.user_id.encode(), b"user-2"}
    kinds = (dict(row.headers)["ce_type"].decode().rpartition(".")[2] for row in rows)
    return [(kind, orjson.loads(row.value)["email"]) for kind, row in zip(kinds, rows, strict=True)]


class GrantsContract:
    async def test_what_a_consent_gave_is_kept_and_told_of(
        self, grants: Grants, commands: Commands, outbox: Outbox
    ) -> None:
        assert await grants.of(ANA.user_id) is None

        await kept(grants, commands)

        grant = await the_grant(grants)
        assert (grant.user_id, grant.granted, grant.is_broken) == (ANA.user_id, ACCOUNT, False)
        assert await told(outbox) == [("connected", ANA.address)]
        assert await grants.of("user-2") is None

    async def test_whoever_continues_the_command_finds_that_it_was_kept(
        self, grants: Grants, commands: Commands
    ) -> None:
        await commands.release(await kept(grants, commands))

        assert (await claimed(commands, "connect-1")).progress == KEPT

    async def test_to_keep_it_twice_changes_nothing(
        self, grants: Grants, commands: Commands, outbox: Outbox
    ) -> None:
        claim = await kept(grants, commands)
        before = await the_grant(grants)

        await grants.keep(claim, ACCOUNT, KEPT, record(ACCOUNT))

        assert await the_grant(grants) == before
        assert len(await told(outbox)) == 1

    async def test_a_command_that_is_anothers_by_now_keeps_nothing(
        self, grants: Grants, commands: Commands, outbox: Outbox
    ) -> None:
        claim = await claimed(commands)
        await commands.release(claim)

        with pytest.raises(LeaseLost):
            await grants.keep(claim, ACCOUNT, KEPT, record(ACCOUNT))
        assert await grants.of(ANA.user_id) is None
        assert await told(outbox) == []

    async def test_another_consent_makes_another_grant(self, grants: Grants, commands: Commands) -> None:
        await kept(grants, commands)
        before = await the_grant(grants)

        await kept(grants, commands, ANOTHER, "connect-2")

        after = await the_grant(grants)
        assert after.granted == ANOTHER
        assert after.id != before.id

    async def test_a_grant_that_is_dead_is_remembered_and_told_of_once(
        self, grants: Grants, commands: Commands, outbox: Outbox
    ) -> None:
        await kept(grants, commands)
        await told(outbox)
        grant = await the_grant(grants)

        for _ in range(3):
            await grants.mark_broken(grant)

        assert await the_grant(grants) == replace(grant, is_broken=True)
        assert await told(outbox) == [("reauthorization_required", ANA.address)]

    async def test_the_death_of_an_older_grant_is_nothing_to_the_newer_one(
        self, grants: Grants, commands: Commands, outbox: Outbox
    ) -> None:
        await kept(grants, commands)
        older = await the_grant(grants)
        await grants.mark_broken(older)
        await kept(grants, commands, command_id="connect-2")
        await told(outbox)

        await grants.mark_broken(older)

        assert not (await the_grant(grants)).is_broken
        assert await told(outbox) == []

    async def test_a_google_account_may_be_connected_by_several_users(
        self, grants: Grants, commands: Commands
    ) -> None:
        await kept(grants, commands)
        assert not await grants.is_shared(await the_grant(grants))

        await kept(grants, commands, user_id="user-2")

        assert await grants.is_shared(await the_grant(grants))
        assert (await the_grant(grants, "user-2")).granted == ACCOUNT

    async def test_a_dead_grant_of_another_user_keeps_no_account_connected(
        self, grants: Grants, commands: Commands
    ) -> None:
        await kept(grants, commands)
        await kept(grants, commands, user_id="user-2")

        await grants.mark_broken(await the_grant(grants, "user-2"))

        assert not await grants.is_shared(await the_grant(grants))
        assert await grants.is_shared(await the_grant(grants, "user-2"))
