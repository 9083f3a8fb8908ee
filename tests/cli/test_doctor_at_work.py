"""The doctor as a process, at a broker, a database and a local Google."""

import asyncio
import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from worker.sandbox.loopback import free_port
from worker.sandbox.stage import Stage
from worker.store.migrate import migrate

pytestmark = pytest.mark.real

ANA = "ana@vai.example"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Examined:
    code: int | None
    findings: list[Json]
    err: str

    def of(self, check: str) -> list[Json]:
        return [finding for finding in self.findings if finding["check"] == check]

    def verdict(self, check: str) -> str:
        (finding,) = self.of(check)
        return str(finding["verdict"])


async def examined(stage: Stage, *arguments: str, **more: str) -> Examined:
    environment = stage.environment(VAI_HTTP__PORT=str(free_port()), **more)
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "worker", "doctor", "--json", *arguments]
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=pipe, stderr=pipe)
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return Examined(process.returncode, [json.loads(line) for line in out.splitlines()], err.decode())


async def test_all_is_well_on_a_stage_that_is_set(stage: Stage) -> None:
    await migrate(stage.database_url)
    await stage.google.control.add_account(ANA)

    done = await examined(stage, "--user", ANA)

    assert [each for each in done.findings if each["verdict"] == "wrong"] == []
    assert (done.code, done.err) == (0, "")
    for check in ("Kafka", "database", "tables", "Google Calendar", "Google's tokens", "user"):
        assert done.verdict(check) == "ok"


async def test_what_is_missing_is_named_and_spares_the_rest(stage: Stage) -> None:
    missing = stage.topics.prefix + ".elsewhere"

    done = await examined(
        stage,
        VAI_KAFKA__TOPIC_PREFIX=missing,
        VAI_DATABASE__MIGRATE="false",
        VAI_GOOGLE__TOKEN_URI=stage.google.url,
    )

    assert done.code == 1
    assert done.of("topics")[0]["mend"] == "`vai-calendar topics create`"
    assert done.of("tables")[0]["mend"] == "`vai-calendar migrate`"
    assert done.verdict("consumer group") == "not checked"
    assert done.verdict("Google's tokens") == "wrong"
    assert done.verdict("Google Calendar") == "ok"
    assert done.verdict("Kafka") == "ok"
