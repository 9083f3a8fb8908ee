"""What `worker.ports.departures.Departures` promises, and the answer that ends it; for every store."""

import pytest

from tests.store.asked import ANA, ANSWER, AT_ONCE, REPLY, claimed, request
from tests.store.grants_contract import ACCOUNT, kept, record, told
from worker.errors import LeaseLost
from worker.ports.commands import (
    Claim,
    Commands,
    Finished,
    Forgotten,
    HeldElsewhere,
    Reused,
    Settlement,
    StoredAnswer,
)
from worker.ports.departures import Departures
from worker.ports.grants import Grants
from worker.ports.outbox import Outbox

FAREWELL = Settlement(farewell=record(ACCOUNT))
GONE = StoredAnswer(b'{"status":"gone"}', ())


async def leave(departures: Departures, commands: Commands, command_id: str = "leave-1") -> Claim:
    """Forget Ana, from the first piece to the answer."""
    claim = await claimed(commands, command_id)
    while await departures.forget_some(claim):
        pass
    await commands.finish(claim, GONE, FAREWELL)
    return claim


class DeparturesContract:
    async def test_a_repeat_of_a_forgotten_command_is_known_and_not_run(
        self, departures: Departures, commands: Commands
    ) -> None:
        await commands.finish(await claimed(commands, "c-1"), ANSWER, Settlement())
        await claimed(commands, "c-2")

        await leave(departures, commands)

        for command_id in ("c-1", "c-2"):
            assert await commands.claim(request(command_id)) == Forgotten()
            assert await commands.claim(request(command_id, b"other")) == Reused()

    async def test_the_answer_that_says_so_stays(self, departures: Departures, commands: Commands) -> None:
        await leave(departures, commands)

        assert await commands.claim(request("leave-1")) == Finished(GONE)

    async def test_the_grant_goes_with_the_answer_and_not_before(
        self, departures: Departures, commands: Commands, grants: Grants, outbox: Outbox
    ) -> None:
        await kept(grants, commands)
        await told(outbox)
        claim = await claimed(commands, "leave-1")
        while await departures.forget_some(claim):
            assert await grants.of(ANA.user_id) is not None
        assert await grants.of(ANA.user_id) is not None

        await commands.finish(claim, GONE, FAREWELL)

        assert await grants.of(ANA.user_id) is None
        assert await told(outbox) == [("connected", ANA.address)], "the record that the answer came with"

    async def test_what_waits_to_be_published_of_the_user_is_not(
        self, departures: Departures, commands: Commands, grants: Grants, outbox: Outbox
    ) -> None:
        await kept(grants, commands)
        await kept(grants, commands, user_id="user-2")

        await leave(departures, commands)

        assert len(await told(outbox)) == 2  # user-2's, and the farewell

    async def test_other_users_keep_what_they_have(
        self, departures: Departures, commands: Commands, grants: Grants
    ) -> None:
        await kept(grants, commands, user_id="user-2")
        other = request("c-1", user_id="user-2")
        claim = await commands.claim(other)
        assert isinstance(claim, Claim)
        await commands.finish(claim, ANSWER, Settlement())

        await leave(departures, commands)

        assert await commands.claim(other) == Finished(ANSWER)
        assert await grants.of("user-2") is not None

    async def test_a_command_that_is_at_work_can_change_nothing_any_more(
        self, departures: Departures, commands: Commands
    ) -> None:
        at_work = await claimed(commands, "c-1")
        await leave(departures, commands)

        with pytest.raises(LeaseLost):
            await commands.save(at_work, b"progress")
        with pytest.raises(LeaseLost):
            await commands.finish(at_work, ANSWER, Settlement())

    async def test_what_is_withheld_is_answered_and_not_run(
        self, departures: Departures, commands: Commands
    ) -> None:
        withheld = await claimed(commands, "c-1")
        await commands.withhold(withheld, REPLY, AT_ONCE, None)

        await leave(departures, commands)

        (due,) = await commands.due(10)
        assert due.is_forgotten
        await commands.finish(due.claim, ANSWER, Settlement())
        (waiting,) = await commands.unsent(10)
        assert (waiting.answer, list(waiting.replies)) == (ANSWER, [REPLY])

    async def test_who_tries_to_find_out_what_is_withheld_loses_it(
        self, departures: Departures, commands: Commands
    ) -> None:
        await commands.withhold(await claimed(commands, "c-1"), REPLY, AT_ONCE, None)
        (trying,) = await commands.due(10)
        assert not trying.is_forgotten

        await leave(departures, commands)

        with pytest.raises(LeaseLost):
            await commands.finish(trying.claim, ANSWER, Settlement())

    async def test_a_claim_that_was_lost_forgets_nothing(
        self, departures: Departures, commands: Commands
    ) -> None:
        await commands.finish(await claimed(commands, "c-1"), ANSWER, Settlement())
        claim = await claimed(commands, "leave-1")
        await commands.release(claim)

        with pytest.raises(LeaseLost):
            await departures.forget_some(claim)
        assert await commands.claim(request("c-1")) == Finished(ANSWER)

    async def test_an_end_of_which_the_news_was_lost_is_a_success(
        self, departures: Departures, commands: Commands
    ) -> None:
        claim = await leave(departures, commands)

        await commands.finish(claim, GONE, FAREWELL)

    async def test_two_who_forget_the_same_user_do_not_both_do_it(
        self, departures: Departures, commands: Commands
    ) -> None:
        second = await claimed(commands, "leave-2")
        await leave(departures, commands)

        with pytest.raises(LeaseLost):
            await commands.finish(second, GONE, FAREWELL)
        assert await commands.claim(request("leave-2")) == Forgotten()
        assert await commands.claim(request("leave-1")) != HeldElsewhere()
