"""PostgreSQL keeps decisions for their time, and not without their database."""

from datetime import timedelta

import pytest

from tests.store.asked import ANA, ANSWER, claimed, ends
from tests.store.conftest import Connection
from tests.store.decisions_contract import FIRST
from worker.domain.decision import Decision
from worker.errors import StoreUnavailable
from worker.store.open import Store

pytestmark = pytest.mark.real

MEMORY, EVENTS, KEPT = timedelta(days=30), timedelta(days=400), timedelta(days=3)
AGE = "UPDATE decisions SET made_at = made_at - $1::interval"


async def test_a_decision_goes_before_its_command_where_a_setting_says_so(
    store: Store, database: Connection
) -> None:
    claim = await claimed(store.commands)
    await store.decisions.keep(claim, FIRST)
    await store.commands.finish(claim, ANSWER, ends())
    await database.execute(AGE, KEPT - timedelta(minutes=1))
    assert await store.retention.forget(MEMORY, EVENTS, decisions=KEPT) == 0

    await database.execute(AGE, timedelta(minutes=2))

    assert await store.retention.forget(MEMORY, EVENTS, decisions=KEPT) == 1
    assert await store.decisions.of(ANA.user_id, "c-1") is None


async def test_a_large_one_is_kept_whole(store: Store) -> None:
    large = Decision(b"[1772438400000000,1772442000000000]" * 20_000, b"{}" * 100)

    await store.decisions.keep(await claimed(store.commands), large)

    assert await store.decisions.of(ANA.user_id, "c-1") == large


async def test_without_a_database_nobody_believes_that_it_is_kept(store: Store) -> None:
    claim = await claimed(store.commands)
    await store.decisions.database.pool.close()

    with pytest.raises(StoreUnavailable):
        await store.decisions.keep(claim, FIRST)
