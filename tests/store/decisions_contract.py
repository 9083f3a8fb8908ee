"""What `worker.ports.decisions.Decisions` promises, for every store."""

import pytest

from tests.store.asked import ANA, claimed
from tests.store.commands_contract import Lose
from worker.domain.decision import Decision
from worker.errors import LeaseLost
from worker.ports.commands import Commands
from worker.ports.decisions import Decisions

FIRST = Decision(b'{"question":1}', b'{"found":0}')
SECOND = Decision(b'{"question":2}', b'{"found":3}')


class DecisionsContract:
    async def test_the_last_decision_of_a_command_is_the_one(
        self, decisions: Decisions, commands: Commands
    ) -> None:
        claim = await claimed(commands)
        for decision in (FIRST, SECOND, SECOND):
            await decisions.keep(claim, decision)

        assert await decisions.of(ANA.user_id, "c-1") == SECOND

    async def test_a_command_has_none_but_its_own(self, decisions: Decisions, commands: Commands) -> None:
        await decisions.keep(await claimed(commands), FIRST)
        await claimed(commands, "c-2")
        await claimed(commands, user_id="user-2")

        assert await decisions.of(ANA.user_id, "c-2") is None
        assert await decisions.of("user-2", "c-1") is None

    async def test_who_lost_the_command_keeps_nothing(
        self, decisions: Decisions, commands: Commands, lose: Lose
    ) -> None:
        old = await claimed(commands)
        await lose(old)
        new = await claimed(commands)
        await decisions.keep(new, FIRST)

        with pytest.raises(LeaseLost):
            await decisions.keep(old, SECOND)
        assert await decisions.of(ANA.user_id, "c-1") == FIRST

    async def test_it_outlives_the_one_who_took_it_and_died(
        self, decisions: Decisions, commands: Commands, lose: Lose
    ) -> None:
        old = await claimed(commands)
        await decisions.keep(old, FIRST)
        await lose(old)
        await claimed(commands)

        assert await decisions.of(ANA.user_id, "c-1") == FIRST

    async def test_it_goes_with_its_command(self, decisions: Decisions, commands: Commands) -> None:
        claim = await claimed(commands)
        await decisions.keep(claim, FIRST)

        await commands.unclaim(claim)

        assert await decisions.of(ANA.user_id, "c-1") is None
