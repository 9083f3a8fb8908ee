import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry, Counter

from worker.errors import Misconfigured
from worker.http.server import Probes, serving

LOOPBACK = "127.0.0.1"


class Facts:
    """What the worker would say of itself."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def __call__(self) -> tuple[bool, list[str]]:
        return not self.reasons, self.reasons


@pytest.fixture
def live() -> Facts:
    return Facts()


@pytest.fixture
def ready() -> Facts:
    return Facts()


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
async def client(live: Facts, ready: Facts, registry: CollectorRegistry) -> AsyncIterator[ClientSession]:
    async with (
        serving(LOOPBACK, 0, Probes(live, ready), registry) as port,
        ClientSession(f"http://{LOOPBACK}:{port}") as session,
    ):
        yield session


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_a_healthy_worker_says_so(client: ClientSession, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 200
        assert await answer.json() == {"ok": True, "reasons": []}


async def test_a_worker_that_is_not_ready_says_why_and_is_alive_all_the_same(
    client: ClientSession, ready: Facts
) -> None:
    ready.reasons.append("draining")

    async with client.get("/readyz") as answer:
        assert answer.status == 503
        assert await answer.json() == {"ok": False, "reasons": ["draining"]}
    async with client.get("/livez") as answer:
        assert answer.status == 200


async def test_a_stuck_worker_is_not_alive(client: ClientSession, live: Facts) -> None:
    live.reasons.append("no poll for 60 s")

    async with client.get("/livez") as answer:
        assert answer.status == 503


async def test_shows_what_is_measured_in_prometheus_text(
    client: ClientSession, registry: CollectorRegistry
) -> None:
    Counter("meetings", "Meetings made.", registry=registry).inc()

    async with client.get("/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert "meetings_total 1.0" in await answer.text()


async def test_answers_in_openmetrics_when_asked(client: ClientSession) -> None:
    async with client.get("/metrics", headers={"Accept": "application/openmetrics-text"}) as answer:
        assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
        assert (await answer.text()).endswith("# EOF\n")


@pytest.mark.parametrize("path", ["/", "/webhooks/google/calendar", "/metrics/x"])
async def test_nothing_else_is_open(client: ClientSession, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 404


async def test_only_reading_is_allowed(client: ClientSession) -> None:
    async with client.post("/metrics", data=b"x") as answer:
        assert answer.status == 405


async def test_an_address_in_use_is_a_mistake_in_the_settings(
    live: Facts, registry: CollectorRegistry
) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Misconfigured, match="VAI_HTTP__PORT"):
            async with serving(LOOPBACK, port, Probes(live, live), registry):
                pass


async def test_stops_although_a_client_stays_connected(live: Facts, registry: CollectorRegistry) -> None:
    async with asyncio.timeout(10):
        async with serving(LOOPBACK, 0, Probes(live, live), registry) as port:
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.write(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
        writer.close()
        with pytest.raises(OSError, match=r"Connect|refused"):
            await asyncio.open_connection(LOOPBACK, port)
