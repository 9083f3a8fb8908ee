"""`disconnect_account` on fakes: what is given back, in what order, and what a failure leaves."""

import pytest
from pydantic import SecretStr

from tests.handlers.accounts import MINE, connected, disconnect, told
from tests.handlers.world import ANA, EVE, MINUTE, NOW, World, schedule
from worker.codes import Code
from worker.domain.account import Account
from worker.errors import GoogleUnavailable, RateLimited, Refused
from worker.ports.channels import NewChannel
from worker.ports.commands import Forgotten, Request

TOKEN = MINE.refresh_token.get_secret_value()


async def test_the_grant_is_given_back_and_forgotten(world: World) -> None:
    connected(world)

    data = await world.data(disconnect())

    assert data == {"email": ANA}
    assert world.consents.revoked == [TOKEN]
    assert await world.grants.of(ANA) is None


async def test_and_that_is_told_of(world: World) -> None:
    connected(world)
    await world.run(disconnect(conversation_id="talk-1"))

    assert told(world) == [
        {
            "kind": "disconnected",
            "user_id": ANA,
            "email": ANA,
            "conversation_id": "talk-1",
            "as_of": NOW.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        }
    ]


async def test_what_commands_did_is_forgotten_with_their_results(world: World) -> None:
    connected(world)
    await world.run(schedule())
    await world.run(disconnect())

    used = Request(ANA, "c-1", "schedule_meeting", b"{}", world.commands.forgotten[ANA, "c-1"])
    assert await world.commands.claim(used) == Forgotten()


async def test_an_account_that_is_delegated_has_no_grant_and_is_forgotten_all_the_same(world: World) -> None:
    answer = await world.run(disconnect())

    assert answer.data.model_dump() == {"email": ANA}
    assert answer.message == (
        f"What was kept of {ANA} is forgotten. "
        "No consent was stored; delegation still allows acting for this user."
    )
    assert world.consents.revoked == []
    assert [one["kind"] for one in told(world)] == ["disconnected"]


async def test_a_dry_run_for_one_that_is_delegated_says_that_there_is_no_consent(world: World) -> None:
    answer = await world.run(disconnect(dry_run=True))

    assert answer.message == (
        f"What is kept of {ANA} would be forgotten. "
        "No consent is stored; delegation would still allow acting for this user."
    )
    assert told(world) == []


async def test_without_a_grant_or_a_right_to_delegate_there_is_nothing_to_disconnect(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def account(_accounts: object, _user_id: str) -> Account:
        raise Refused(Code.ACCOUNT_NOT_CONNECTED, "no grant")

    monkeypatch.setattr(type(world.accounts), "account", account)

    await world.refused(disconnect(), Code.ACCOUNT_NOT_CONNECTED)
    assert told(world) == []


async def test_a_dry_run_says_whose_account_it_is_and_changes_nothing(world: World) -> None:
    connected(world)

    answer = await world.run(disconnect(dry_run=True))

    assert answer.message == f"The Google account {ANA} would be disconnected."
    assert world.consents.revoked == []
    assert await world.grants.of(ANA) is not None


async def test_a_grant_that_another_user_acts_by_too_is_not_given_back(world: World) -> None:
    """At Google there is one: the other user would be cut off."""
    connected(world)
    world.grants.give(EVE, MINE)

    await world.run(disconnect())

    assert world.consents.revoked == []
    assert await world.grants.of(ANA) is None
    assert await world.grants.of(EVE) is not None


@pytest.mark.parametrize("error", [GoogleUnavailable("503"), RateLimited("slower")], ids=repr)
async def test_while_google_cannot_be_reached_nothing_is_forgotten(
    world: World, error: GoogleUnavailable | RateLimited
) -> None:
    connected(world)
    world.consents.kept = [error]

    with pytest.raises(type(error)) as raised:
        await world.run(disconnect())

    assert raised.value.nothing_written, "it is answered, not withheld"
    assert await world.grants.of(ANA) is not None
    await world.run(disconnect())
    assert world.consents.revoked == [TOKEN]


async def test_what_has_begun_is_finished_though_the_deadline_has_passed(world: World) -> None:
    connected(world)
    world.consents.kept = [GoogleUnavailable("503")]
    late = disconnect(deadline=(NOW + MINUTE).isoformat())
    with pytest.raises(GoogleUnavailable):
        await world.run(late)
    assert world.commands.rows[ANA, "leave-1"].may_have_written

    world.wait(2 * MINUTE)
    await world.run(late)

    assert await world.grants.of(ANA) is None


class TestChannels:
    @pytest.fixture
    async def watched(self, world: World) -> World:
        connected(world)
        asked = NewChannel("channel-1", SecretStr("t" * 43), "https://worker.example/", NOW + 60 * MINUTE)
        opening = await world.channels.begin(ANA, ANA, asked)
        assert opening
        account = Account(ANA, ANA)
        await world.channels.opened(opening, await world.push.open(account, ANA, asked, opening.lease))
        return world

    async def test_are_stopped_before_the_grant_goes(self, watched: World) -> None:
        await watched.run(disconnect())

        assert watched.push.open_channels == {}
        assert watched.channels.channels == {}

    async def test_that_google_does_not_let_us_stop_hold_nothing_up(self, watched: World) -> None:
        watched.push.fail("stop", Refused(Code.REAUTHORIZATION_REQUIRED, "the grant has died"))

        await watched.run(disconnect())

        assert await watched.grants.of(ANA) is None

    async def test_that_cannot_be_stopped_now_are_tried_again(self, watched: World) -> None:
        watched.push.fail("stop", GoogleUnavailable("503"))
        with pytest.raises(GoogleUnavailable):
            await watched.run(disconnect())
        assert watched.consents.revoked == []

        await watched.run(disconnect())

        assert watched.push.open_channels == {}
        assert watched.consents.revoked == [TOKEN]
