import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from worker.cli.redirect import Redirect, listening
from worker.errors import Misconfigured


@pytest.fixture
async def redirect() -> AsyncIterator[Redirect]:
    async with listening(0) as one:
        one.is_expected = lambda query: query.get("state") == "ours"
        yield one


async def visited(url: str) -> tuple[int, str]:
    async with ClientSession() as browser, browser.get(url) as response:
        return response.status, await response.text()


async def answered(redirect: Redirect) -> dict[str, str]:
    async with asyncio.timeout(5):
        return dict(await redirect.answer())


async def test_brings_the_code_back_and_sends_the_person_to_the_terminal(redirect: Redirect) -> None:
    status, page = await visited(f"{redirect.uri}?state=ours&code=4%2Fabc&scope=openid")

    assert (await answered(redirect))["code"] == "4/abc"
    assert status == 200
    assert 'lang="ro">Gata.' in page
    assert 'lang="en">Done.' in page


async def test_listens_on_this_machine_alone(redirect: Redirect) -> None:
    assert redirect.uri == f"http://127.0.0.1:{redirect.port}/"


async def test_a_refusal_is_an_answer_too(redirect: Redirect) -> None:
    status, page = await visited(f"{redirect.uri}?state=ours&error=access_denied")

    assert (await answered(redirect))["error"] == "access_denied"
    assert (status, "did not allow" in page) == (200, True)


@pytest.mark.parametrize(
    "query",
    ["", "?code=stolen", "?state=theirs&code=stolen", "?state=ours", "?state=theirs&error=access_denied"],
    ids=["nothing", "no state", "another state", "neither code nor error", "somebody else's no"],
)
async def test_what_is_no_answer_to_our_question_is_told_so_and_the_wait_goes_on(
    redirect: Redirect, query: str
) -> None:
    status, page = await visited(redirect.uri + query)

    assert (status, "not the answer" in page) == (400, True)
    await visited(f"{redirect.uri}?state=ours&code=right")
    assert (await answered(redirect))["code"] == "right"


async def test_only_the_first_answer_counts(redirect: Redirect) -> None:
    await visited(f"{redirect.uri}?state=ours&code=first")
    status, _ = await visited(f"{redirect.uri}?state=ours&code=second")

    assert status == 200
    assert (await answered(redirect))["code"] == "first"


async def test_nothing_of_the_query_is_on_the_page_or_leaves_it(redirect: Redirect) -> None:
    async with ClientSession() as browser, browser.get(f"{redirect.uri}?state=ours&code=s3cret") as response:
        assert "s3cret" not in await response.text()
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"


async def test_a_port_that_is_taken_is_named(redirect: Redirect) -> None:
    with pytest.raises(Misconfigured, match=f"--port {redirect.port}: cannot listen there"):
        async with listening(redirect.port):
            pass
