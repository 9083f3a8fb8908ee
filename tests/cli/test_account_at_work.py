"""`vai-calendar account` as a process: a worker, a local Google, and a browser that is an HTTP client."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

import pytest
from aiohttp import ClientSession

from tests.support.chosen_broker import ChosenBroker
from tests.support.shared_stage import shared_stage
from worker.google.call import FREE_BUSY_SCOPE
from worker.google.scopes import SIGN_IN
from worker.google.wanted_scopes import wanted_scopes
from worker.sandbox.child_process import running
from worker.sandbox.local_google.identity.consent_page import TICK
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

ANA, DAN = "ana@vai.example", "dan@vai.example"
TO_TICK = [scope for scope in wanted_scopes() if scope not in SIGN_IN]
WITHIN = 60


@dataclass(frozen=True, slots=True)
class Done:
    code: int | None
    out: str
    err: str


@pytest.fixture(scope="module")
async def stage(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    async with shared_stage(broker, postgres, tmp_path_factory.mktemp("accounts")) as stage:
        for person in (ANA, DAN):
            await stage.google.control.add_account(person)
        async with running(stage.worker(VAI_GOOGLE__DELEGATION_ALLOWED_USERS="")):
            yield stage


async def started(stage: Stage, *arguments: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "worker", "account", *arguments]
    return await asyncio.create_subprocess_exec(
        *command, env=stage.environment(), stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
    )


async def ended(process: asyncio.subprocess.Process) -> Done:
    async with asyncio.timeout(WITHIN):
        out, err = await process.communicate()
    return Done(process.returncode, out.decode(), err.decode())


async def account(stage: Stage, *arguments: str) -> Done:
    return await ended(await started(stage, *arguments))


async def address_on(process: asyncio.subprocess.Process, stage: Stage) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(WITHIN):
        while line := (await process.stdout.readline()).decode():
            if line.startswith(stage.google.auth_uri):
                return line.strip()
    raise EOFError(await ended(process))


async def decided(address: str, person: str, decision: str, ticked: list[str]) -> str:
    """Do what a browser does: show the page, send its form, and go where it leads. Return the last page."""
    async with ClientSession() as browser:
        async with browser.get(address) as page:
            (question,) = re.findall(r'name="question" value="([^"]*)"', await page.text())
        form = {"question": unescape(question), "subject": person, "decision": decision}
        form |= {f"{TICK}{scope}": "on" for scope in ticked}
        async with browser.post(urljoin(address, "?"), data=form) as last:
            return await last.text()


async def connected(stage: Stage, user: str, person: str, ticked: list[str]) -> tuple[Done, str]:
    process = await started(stage, "connect", "--user", user, "--no-browser", "--port", "0")
    address = await address_on(process, stage)
    page = await decided(address, person, "allow", ticked)
    return await ended(process), page


async def test_a_person_connects_an_account_and_parts_with_it_again(stage: Stage) -> None:
    done, page = await connected(stage, "user-ana", ANA, TO_TICK)

    assert (done.code, done.err) == (0, "")
    assert f"connected {ANA}, which allows " in done.out
    assert "without" not in done.out
    assert "Done." in page

    listed = await account(stage, "list", "--json")
    (line,) = [json.loads(line) for line in listed.out.splitlines()]
    assert (line["user_id"], line["email"], line["missing_scopes"]) == ("user-ana", ANA, [])
    assert line["broken_since"] is None

    parted = await account(stage, "disconnect", "user-ana", "--yes")
    assert (parted.code, parted.out) == (0, f"disconnected {ANA}\n")
    assert "No account is connected" in (await account(stage, "list")).out


async def test_what_a_person_did_not_tick_is_told_with_what_does_not_work(stage: Stage) -> None:
    done, _ = await connected(
        stage, "user-dan", DAN, [scope for scope in TO_TICK if scope != FREE_BUSY_SCOPE]
    )

    assert done.code == 0
    assert f"without {FREE_BUSY_SCOPE} nobody's free time can be read" in done.out
    assert "tick everything" in done.out
    assert f"without {FREE_BUSY_SCOPE}" in (await account(stage, "list")).out


async def test_a_person_who_says_no_has_changed_nothing(stage: Stage) -> None:
    process = await started(stage, "connect", "--user", "user-no", "--no-browser", "--port", "0")

    page = await decided(await address_on(process, stage), ANA, "deny", [])

    done = await ended(process)
    assert done.code == 1
    assert "access was not allowed, so nothing has changed" in done.err
    assert "did not allow" in page


async def test_parting_with_an_account_that_nobody_connected_is_told_by_its_code(stage: Stage) -> None:
    done = await account(stage, "disconnect", "user-nobody", "--yes")

    assert done.code == 1
    assert "account_not_connected" in done.err


async def test_nothing_is_disconnected_where_nobody_can_be_asked(stage: Stage) -> None:
    done = await account(stage, "disconnect", "user-dan")

    assert done.code == 2
    assert "--yes" in done.err
