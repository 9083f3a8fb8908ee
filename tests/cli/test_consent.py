import asyncio
from collections.abc import AsyncIterator, Callable
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from aiohttp import ClientSession

from worker.cli.consent import Asking, refusal
from worker.cli.redirect import Redirect, listening
from worker.errors import FatalError
from worker.ports.grants import Consent

AUTH = "https://accounts.google.com/o/oauth2/v2/auth"


@pytest.fixture
async def redirect() -> AsyncIterator[Redirect]:
    async with listening(0) as one:
        yield one


def asking(redirect: Redirect, patience: float = 5.0) -> Asking:
    return Asking(redirect, AUTH, "an-id", opens_browser=False, patience=patience)


async def given(
    redirect: Redirect, capsys: pytest.CaptureFixture[str], **answer: str
) -> tuple[Consent, dict[str, str]]:
    """Ask, read the address from the terminal, and come back with an answer under its state."""
    async with asyncio.TaskGroup() as tasks:
        asked = tasks.create_task(asking(redirect).consent("ana@vai.example"))
        await asyncio.sleep(0)
        query = shown(capsys.readouterr().out)
        back = urlencode({"state": query["state"], **answer})
        async with ClientSession() as browser, browser.get(f"{redirect.uri}?{back}"):
            pass
    return asked.result(), query


def shown(out: str) -> dict[str, str]:
    (address,) = [line for line in out.splitlines() if line.startswith(AUTH)]
    return dict(parse_qsl(urlsplit(address).query))


async def test_shows_an_address_and_takes_what_comes_back(
    redirect: Redirect, capsys: pytest.CaptureFixture[str]
) -> None:
    consent, query = await given(redirect, capsys, code="4/abc")

    assert consent.code.get_secret_value() == "4/abc"
    assert consent.redirect_uri == query["redirect_uri"] == redirect.uri
    assert query["login_hint"] == "ana@vai.example"
    assert consent.verifier.get_secret_value() not in str(query)


async def test_a_no_says_that_nothing_has_changed(
    redirect: Redirect, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.RaisesGroup(pytest.RaisesExc(FatalError, match="nothing has changed")):
        await given(redirect, capsys, error="access_denied")


async def test_nobody_is_waited_for_for_ever(redirect: Redirect) -> None:
    with pytest.raises(FatalError, match="nobody answered within"):
        await asking(redirect, patience=0.01).consent("ana")


@pytest.mark.parametrize(
    ("error", "holds"),
    [
        ("access_denied", lambda text: "tick everything" in text),
        ("admin_policy_enforced", lambda text: "(admin_policy_enforced)" in text),
        ("\x1b[31m" + "x" * 5000, lambda text: "\x1b" not in text and len(text) < 200),
    ],
    ids=["a person's no", "an administrator's no", "nonsense"],
)
def test_what_google_says_is_told_and_cannot_paint_the_terminal(
    error: str, holds: Callable[[str], bool]
) -> None:
    assert holds(refusal(error))
