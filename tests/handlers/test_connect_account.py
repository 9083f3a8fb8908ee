"""`connect_account` on fakes: what a consent comes to, and what becomes of its code."""

from dataclasses import replace

import orjson
import pytest

from tests.fakes.consents import SCOPES, VERIFIER, granted
from tests.handlers.accounts import CODE, MINE, connect, connected, consented, told
from tests.handlers.world import ANA, NOW, SECOND, World
from worker.codes import Code
from worker.errors import GoogleUnavailable, LeaseLost, Refused, StoreUnavailable
from worker.google.wanted_scopes import missing_scopes
from worker.handlers.answer import Answer
from worker.messages.defaults import Defaults
from worker.messages.envelope import Envelope, open_envelope
from worker.ports.commands import Claim, Request

NARROW = replace(
    MINE, scopes=frozenset({"openid", "email", "https://www.googleapis.com/auth/calendar.events"})
)
THEIRS = granted("other@example.com", token="1//other")


async def test_a_consent_becomes_a_grant(world: World) -> None:
    consented(world)

    data = await world.data(connect(conversation_id="talk-1"))

    assert data == {"email": ANA, "granted_scopes": sorted(SCOPES), "missing_scopes": ["email"]}
    assert (await world.grants.of(ANA)) is not None
    assert world.grants.kept[ANA].granted == MINE


async def test_and_is_told_of(world: World) -> None:
    consented(world)
    await world.run(connect(conversation_id="talk-1"))

    (record,) = told(world)
    assert record == {
        "kind": "connected",
        "user_id": ANA,
        "email": ANA,
        "conversation_id": "talk-1",
        "as_of": NOW.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "granted_scopes": sorted(SCOPES),
        "missing_scopes": ["email"],
    }


async def test_the_answer_says_what_is_missing(world: World) -> None:
    consented(world, NARROW)

    answer = await world.run(connect())

    assert answer.message.endswith("not all rights were given: some requests will be refused.")
    missing = answer.data.model_dump()["missing_scopes"]
    assert missing == missing_scopes(NARROW.scopes) != ()


async def test_a_dry_run_spends_no_code(world: World) -> None:
    consented(world)

    data = await world.data(connect(dry_run=True))

    assert data == {"email": None, "granted_scopes": [], "missing_scopes": []}
    assert CODE in world.consents.codes
    assert world.grants.kept == {}


@pytest.mark.parametrize(
    "fields", [{"code": "4/0another"}, {"code_verifier": "x" * 43}], ids=["no such code", "not its verifier"]
)
async def test_a_code_that_cannot_be_exchanged_is_refused(world: World, fields: dict[str, str]) -> None:
    consented(world)

    await world.refused(connect(**fields), Code.CONSENT_FAILED)
    assert world.grants.kept == {}
    assert told(world) == []


async def test_a_second_consent_for_the_same_account_takes_the_firsts_place(world: World) -> None:
    """To give the first one back would end the second, too: at Google they are one."""
    before = connected(world)
    consented(world, replace(MINE, refresh_token=THEIRS.refresh_token))

    await world.run(connect())

    assert world.grants.kept[ANA].id != before.id
    assert world.consents.revoked == []


class TestAnotherGoogleAccount:
    async def test_gives_the_former_ones_grant_back(self, world: World) -> None:
        connected(world, THEIRS)
        consented(world)

        await world.run(connect())

        assert world.consents.revoked == ["1//other"]
        assert world.grants.kept[ANA].granted == MINE

    async def test_leaves_it_to_another_user_who_acts_by_it(self, world: World) -> None:
        connected(world, THEIRS)
        world.grants.give("another", THEIRS)
        consented(world)

        await world.run(connect())

        assert world.consents.revoked == []

    async def test_succeeds_though_it_cannot_be_given_back(self, world: World) -> None:
        connected(world, THEIRS)
        consented(world)
        world.consents.kept = [GoogleUnavailable("503")]

        await world.run(connect())

        assert world.grants.kept[ANA].granted == MINE


class TestACrash:
    async def test_after_the_grant_is_kept_answers_as_before(self, world: World) -> None:
        consented(world)
        claim = await claimed(world)
        first = await handle(world, claim)
        world.commands.lose(claim)

        second = await handle(world, await claimed(world))

        assert (second.data, second.message) == (first.data, first.message)
        assert len(told(world)) == 1

    async def test_before_that_has_lost_the_code_and_says_so(self, world: World) -> None:
        consented(world)
        world.consents.lost = [LeaseLost("the replica died")]
        claim = await claimed(world)
        with pytest.raises(LeaseLost):
            await handle(world, claim)
        world.commands.lose(claim)

        with pytest.raises(Refused) as refused:
            await handle(world, await claimed(world))
        assert refused.value.code is Code.CONSENT_FAILED
        assert "an earlier run of this command" in refused.value.detail


class TestWhatMayPass:
    async def test_a_database_that_is_away_for_a_moment_costs_no_code(self, world: World) -> None:
        consented(world)
        world.grants.outages = 5

        await world.run(connect())

        assert world.grants.kept[ANA].granted == MINE
        assert world.clock.now() == NOW + 5 * SECOND

    async def test_one_that_stays_away_ends_it(self, world: World) -> None:
        consented(world)
        world.grants.outages = 100

        with pytest.raises(StoreUnavailable):
            await world.run(connect())

    @pytest.mark.parametrize("when", ["failures", "lost"])
    async def test_an_outage_of_google_is_never_in_doubt(self, world: World, when: str) -> None:
        """A command in doubt would be withheld, and run again from a body that has no code."""
        consented(world)
        setattr(world.consents, when, [GoogleUnavailable("503")])

        with pytest.raises(GoogleUnavailable) as error:
            await world.run(connect())
        assert error.value.nothing_written


async def test_nothing_secret_is_stored_or_told(world: World) -> None:
    consented(world)
    await world.run(connect())

    row = world.commands.rows[ANA, "connect-1"]
    left = repr([row.request, row.request.body, row.progress, world.outbox.rows])
    assert not [one for one in (CODE, VERIFIER, MINE.refresh_token.get_secret_value()) if one in left]


async def claimed(world: World) -> Claim:
    parsed = opened().command(Defaults())
    request = Request(ANA, "connect-1", "connect_account", parsed.body, parsed.body_hash)
    claim = await world.commands.claim(request)
    assert isinstance(claim, Claim)
    return claim


async def handle(world: World, claim: Claim) -> Answer:
    return await world.handle(opened().command(Defaults()).command, claim)


def opened() -> Envelope:
    return open_envelope(orjson.dumps(connect()))
