"""`vai-calendar account` with a worker, a local Google, and a browser that is an HTTP client."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from aiohttp import ClientSession

from tests.support.chosen_broker import ChosenBroker
from tests.support.shared_stage import shared_stage
from worker.cli.account import connect, disconnect, list_accounts
from worker.cli.doctor import doctor
from worker.errors import FatalError
from worker.google.call import FREE_BUSY_SCOPE
from worker.google.scopes import SIGN_IN
from worker.google.wanted_scopes import wanted_scopes
from worker.sandbox.child_process import running
from worker.sandbox.local_google.identity.consent_page import TICK
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

ANA, DAN, ION = "ana@vai.example", "dan@vai.example", "ion@vai.example"
TO_TICK = [scope for scope in wanted_scopes() if scope not in SIGN_IN]
WITHIN = 60
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
async def stage(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    async with shared_stage(broker, postgres, tmp_path_factory.mktemp("accounts")) as stage:
        for person in (ANA, DAN, ION):
            await stage.google.control.add_account(person)
        async with running(stage.worker(VAI_GOOGLE__DELEGATION_ALLOWED_USERS="")):
            yield stage


@dataclass(slots=True)
class Browser:
    """A person at a browser: shows the page, ticks, sends the form, and goes where it leads."""

    person: str
    decision: str = "allow"
    ticked: list[str] = field(default_factory=lambda: TO_TICK)
    last_page: str = ""

    async def __call__(self, address: str) -> bool:
        async with ClientSession() as browser:
            async with browser.get(address) as page:
                (question,) = re.findall(r'name="question" value="([^"]*)"', await page.text())
            form = {"question": unescape(question), "subject": self.person, "decision": self.decision}
            form |= {f"{TICK}{scope}": "on" for scope in self.ticked}
            async with browser.post(urljoin(address, "?"), data=form) as last:
                self.last_page = await last.text()
        return True


@dataclass(frozen=True, slots=True)
class Terminal:
    """The command line in this process: a process of its own would import everything each time."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    async def connect(self, user: str, browser: Browser) -> Done:
        self.monkeypatch.setattr("worker.cli.consent.opened", browser)
        return self._done(await connect(user=user, port=0, timeout=WITHIN))

    async def disconnect(self, user: str) -> Done:
        return self._done(await disconnect(user, yes=True))

    async def examine(self, user: str) -> Json:
        """Return what the doctor finds of one user."""
        self.capsys.readouterr()
        await doctor(user=user, json=True)
        found: list[Json] = [json.loads(line) for line in self.capsys.readouterr().out.splitlines()]
        (finding,) = [each for each in found if each["check"] == "user"]
        return finding

    async def listed(self) -> str:
        await list_accounts()
        return self.capsys.readouterr().out

    async def listed_as_json(self) -> list[Json]:
        self.capsys.readouterr()
        await list_accounts(json=True)
        return [json.loads(line) for line in self.capsys.readouterr().out.splitlines()]

    def _done(self, code: int) -> Done:
        out, err = self.capsys.readouterr()
        return Done(code, out, err)


@pytest.fixture
def terminal(stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    for name, value in stage.environment().items():
        monkeypatch.setenv(name, value)
    return Terminal(monkeypatch, capsys)


async def test_a_person_connects_an_account_and_parts_with_it_again(terminal: Terminal) -> None:
    browser = Browser(ANA)

    done = await terminal.connect("user-ana", browser)

    assert (done.code, done.err) == (0, "")
    assert f"connected {ANA}, which allows " in done.out
    assert "without" not in done.out
    assert "Done." in browser.last_page

    (line,) = await terminal.listed_as_json()
    assert (line["user_id"], line["email"], line["missing_scopes"]) == ("user-ana", ANA, [])
    assert line["broken_since"] is None

    parted = await terminal.disconnect("user-ana")
    assert (parted.code, parted.out) == (0, f"disconnected {ANA}\n")
    assert "No account is connected" in await terminal.listed()


async def test_what_a_person_did_not_tick_is_told_with_what_does_not_work(terminal: Terminal) -> None:
    ticked = [scope for scope in TO_TICK if scope != FREE_BUSY_SCOPE]

    done = await terminal.connect("user-dan", Browser(DAN, ticked=ticked))

    assert done.code == 0
    assert f"without {FREE_BUSY_SCOPE} nobody's free time can be read" in done.out
    assert "tick everything" in done.out
    assert f"without {FREE_BUSY_SCOPE}" in await terminal.listed()


async def test_a_grant_that_its_user_took_back_is_found_before_a_command_needs_it(
    stage: Stage, terminal: Terminal
) -> None:
    await terminal.connect("user-ion", Browser(ION))
    before = await terminal.examine("user-ion")
    await stage.google.control.oauth.withdraw(ION)

    after = await terminal.examine("user-ion")

    assert (before["verdict"], after["verdict"]) == ("ok", "wrong")
    assert after["mend"] == "`vai-calendar account connect --user user-ion`"


async def test_a_person_who_says_no_has_changed_nothing(terminal: Terminal) -> None:
    browser = Browser(ANA, decision="deny")
    before = await terminal.listed_as_json()

    with pytest.raises(FatalError, match="access was not allowed, so nothing has changed"):
        await terminal.connect("user-no", browser)

    assert "did not allow" in browser.last_page
    assert await terminal.listed_as_json() == before


async def test_parting_with_an_account_that_nobody_connected_is_told_by_its_code(terminal: Terminal) -> None:
    done = await terminal.disconnect("user-nobody")

    assert done.code == 1
    assert "account_not_connected" in done.err


async def test_nothing_is_disconnected_where_nobody_can_be_asked(stage: Stage) -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "worker", "account", "disconnect", "user-dan"),
        env=stage.environment(),
        stdin=asyncio.subprocess.DEVNULL,
        stderr=pipe,
    )
    async with asyncio.timeout(WITHIN):
        _, err = await process.communicate()

    assert process.returncode == 2
    assert b"--yes" in err
