import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, ClientTimeout, web

from worker.app.doctor.finding import Finding, Verdict
from worker.app.doctor.http import port
from worker.app.doctor.public_address import webhook
from worker.http.webhook import PATH
from worker.settings.model import Http

HOST = "127.0.0.1"


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession(timeout=ClientTimeout(total=5)) as one:
        yield one


async def served(runner: web.AppRunner) -> int:
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    return int(runner.addresses[0][1])


@pytest.fixture
async def worker_port() -> AsyncIterator[int]:
    """Where something listens that answers as a worker does."""

    async def livez(_request: web.Request) -> web.Response:
        return web.json_response({"ok": False, "reasons": ["starting"]}, status=503)

    async def hear(_request: web.Request) -> web.Response:
        raise AssertionError("a look must not post")

    application = web.Application()
    application.add_routes([web.get("/livez", livez), web.post(PATH, hear)])
    runner = web.AppRunner(application)
    yield await served(runner)
    await runner.cleanup()


@pytest.fixture
async def other_port() -> AsyncIterator[int]:
    """Where another program listens."""
    runner = web.AppRunner(web.Application())
    yield await served(runner)
    await runner.cleanup()


async def looked_at(session: ClientSession, number: int) -> Finding:
    (finding,) = await port(session, Http(host=HOST, port=number))
    return finding


async def test_a_free_port_is_well_and_stays_free(session: ClientSession) -> None:
    with socket.create_server((HOST, 0)) as other:
        free = int(other.getsockname()[1])

    assert (await looked_at(session, free)).verdict is Verdict.OK
    assert (await looked_at(session, free)).verdict is Verdict.OK
    assert (await looked_at(session, 0)).verdict is Verdict.OK


async def test_a_worker_of_ours_on_the_port_is_well(session: ClientSession, worker_port: int) -> None:
    finding = await looked_at(session, worker_port)

    assert (finding.verdict, "a worker listens" in finding.says) == (Verdict.OK, True)


async def test_another_program_on_the_port_is_wrong(session: ClientSession, other_port: int) -> None:
    finding = await looked_at(session, other_port)

    assert finding.verdict is Verdict.WRONG
    assert "VAI_HTTP__PORT" in (finding.mend or "")


async def reached(session: ClientSession, url: str | None) -> Finding:
    (finding,) = await webhook(session, Http(public_url=url))
    return finding


async def test_our_webhook_is_known_without_posting_to_it(session: ClientSession, worker_port: int) -> None:
    assert (await reached(session, f"http://{HOST}:{worker_port}/")).verdict is Verdict.OK


async def test_another_program_behind_the_public_address_is_wrong(
    session: ClientSession, other_port: int
) -> None:
    assert (await reached(session, f"http://{HOST}:{other_port}/")).verdict is Verdict.WRONG


async def test_nobody_behind_the_public_address_is_a_warning(session: ClientSession) -> None:
    assert (await reached(session, f"http://{HOST}:1/")).verdict is Verdict.WARNING


async def test_without_a_public_address_nothing_is_asked(session: ClientSession) -> None:
    assert (await reached(session, None)).verdict is Verdict.NOT_CHECKED
