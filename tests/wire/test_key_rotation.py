"""Encryption keys are rotated in a file while a worker runs, and one that goes too early can come back."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from tests.store.shelf import new_key
from tests.support.agent import Agent
from tests.support.chosen_broker import ChosenBroker
from tests.support.leaks import Secrets, logged
from tests.support.shared_stage import shared_stage
from tests.wire.accounts import code_of, connected
from tests.wire.meetings import question
from worker.sandbox.child_process import running
from worker.sandbox.postgres import Postgres
from worker.store.key_ring import fingerprint

pytestmark = pytest.mark.real


async def test_keys_are_rotated_while_the_worker_runs(
    broker: ChosenBroker, postgres: Postgres, tmp_path: Path
) -> None:
    old, new, wrong = new_key(), new_key(), new_key()
    texts = {name: key.get_secret_value() for name, key in {"old": old, "new": new, "wrong": wrong}.items()}
    file = tmp_path / "keys"
    file.write_text(texts["old"])
    variables = {
        "VAI_SECRETS__ENCRYPTION_KEYS": "",
        "VAI_SECRETS__ENCRYPTION_KEYS_FILE": str(file),
        "VAI_GOOGLE__RETRY_BUDGET_SECONDS": "1",
    }
    async with shared_stage(broker, postgres, tmp_path) as stage:
        worker = stage.worker(**variables)
        async with running(worker), Agent.on(stage) as agent:
            user, _ = await connected(agent, stage)
            assert (await agent.ask(question(user)))["status"] == "succeeded"

            file.write_text(f"{texts['new']}\n{texts['old']}\n")
            await until_sealed_with(stage.database_url, fingerprint(new))
            file.write_text(texts["new"])
            assert (await agent.ask(question(user)))["status"] == "succeeded"

            file.write_text(texts["wrong"])
            async with asyncio.timeout(60):
                while code_of(await agent.ask(question(user))) != "reauthorization_required":
                    continue  # it knows the one that is gone until it looks again

            file.write_text(f"{texts['wrong']},{texts['new']}")
            assert (await agent.ask(question(user)))["status"] == "succeeded"
        assert Secrets(texts).found_in(logged(worker)) == []
    assert "VAI_SECRETS__ENCRYPTION_KEYS" in worker.log.read_text()


async def until_sealed_with(url: str, key: bytes) -> None:
    connection = await asyncpg.connect(url)
    async with asyncio.timeout(60):
        while await connection.fetchval("SELECT sealed_with FROM grants") != key:
            await connection.execute("SELECT pg_sleep(0.1)")
    await connection.close()
