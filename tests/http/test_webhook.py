"""Google's way in: answered at once by its headers, and told nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from tests.fakes.clock import FakeClock
from worker.engine.complaints import Complaints
from worker.errors import StoreUnavailable
from worker.handlers.notifications import Notification, Verdict
from worker.http.server import Probes, serving
from worker.http.webhook import PATH, Webhook

LOOPBACK = "127.0.0.1"
TOKEN = "t" * 43
HEADERS = {
    "X-Goog-Channel-ID": "c" * 32,
    "X-Goog-Channel-Token": TOKEN,
    "X-Goog-Channel-Expiration": "Mon, 30 Nov 2026 10:00:00 GMT",
    "X-Goog-Message-Number": "7",
    "X-Goog-Resource-ID": "list",
    "X-Goog-Resource-State": "exists",
    "X-Goog-Resource-URI": "https://www.googleapis.com/calendar/v3/calendars/a/events?alt=json",
}
SAYS = {
    Verdict.MARKED: 204,
    Verdict.ENDED: 204,
    Verdict.UNKNOWN: 404,
}


class Ear:
    """Hears notifications, and says what it is told to say."""

    def __init__(self) -> None:
        self.heard: list[Notification] = []
        self.verdict: Verdict | Exception = Verdict.MARKED

    async def __call__(self, notification: Notification) -> Verdict:
        self.heard.append(notification)
        if isinstance(self.verdict, Exception):
            raise self.verdict
        return self.verdict


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def outcomes() -> list[str]:
    return []


@pytest.fixture
async def port(ear: Ear, outcomes: list[str]) -> AsyncIterator[int]:
    def fine() -> tuple[bool, list[str]]:
        return True, []

    webhook = Webhook(ear, outcomes.append, Complaints(FakeClock(datetime(2026, 3, 2, tzinfo=UTC))))
    async with serving(LOOPBACK, 0, Probes(fine, fine), CollectorRegistry(), webhook) as port:
        yield port


@pytest.fixture
async def client(port: int) -> AsyncIterator[ClientSession]:
    async with ClientSession(f"http://{LOOPBACK}:{port}") as session:
        yield session


@pytest.mark.parametrize(("verdict", "status"), SAYS.items())
async def test_what_it_is_decides_the_status_and_no_answer_says_why(
    client: ClientSession, ear: Ear, outcomes: list[str], verdict: Verdict, status: int
) -> None:
    ear.verdict = verdict

    async with client.post(PATH, headers=HEADERS) as answer:
        assert (answer.status, await answer.read()) == (status, b"")
    (heard,) = ear.heard
    assert (heard.channel_id, heard.resource_id) == ("c" * 32, "list")
    assert heard.token.get_secret_value() == TOKEN
    assert outcomes == [verdict]


async def test_while_it_cannot_be_told_google_is_to_come_again(
    client: ClientSession, ear: Ear, outcomes: list[str]
) -> None:
    ear.verdict = StoreUnavailable("away")

    async with client.post(PATH, headers=HEADERS) as answer:
        assert (answer.status, await answer.read()) == (503, b"")
    assert outcomes == ["unavailable"]


async def test_headers_that_are_missing_are_empty(client: ClientSession, ear: Ear) -> None:
    async with client.post(PATH) as answer:
        assert answer.status == 204
    assert ear.heard[0].channel_id == ear.heard[0].resource_id == ""


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
async def test_nothing_but_posting_is_open(client: ClientSession, ear: Ear, method: str) -> None:
    async with client.request(method, PATH, headers=HEADERS) as answer:
        assert answer.status == 405
    assert ear.heard == []


async def test_a_body_is_not_waited_for(port: int, ear: Ear) -> None:
    """Somebody announces a gigabyte, and sends none of it."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.write(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n".encode())
    async with asyncio.timeout(2):
        answer = await reader.readuntil(b"\r\n\r\n")
    writer.close()

    assert b" 204 " in answer
    assert b"connection: close" in answer.lower()


async def test_many_notifications_go_over_one_connection(client: ClientSession, ear: Ear) -> None:
    for _ in range(3):
        async with client.post(PATH, headers=HEADERS, data=b"") as answer:
            assert "Connection" not in answer.headers
    assert len(ear.heard) == 3


async def test_what_is_not_believed_is_said_once_and_names_nobody(client: ClientSession, ear: Ear) -> None:
    ear.verdict = Verdict.UNKNOWN

    with capture_logs() as lines:
        for _ in range(20):
            async with client.post(PATH, headers=HEADERS):
                pass
    assert [line["event"] for line in lines] == ["notification not believed"]
    assert TOKEN not in str(lines)
    assert "c" * 32 not in str(lines)


@pytest.mark.parametrize(
    "junk", [f"X-Goog-Channel-Token: {TOKEN}\x01", f"X-Goog-Channel-Token: {TOKEN * 200}", "?"]
)
async def test_what_is_no_http_cannot_fill_the_log(
    port: int, ear: Ear, caplog: pytest.LogCaptureFixture, junk: str
) -> None:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.write(f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{junk}\r\n\r\n".encode())
    answer = await reader.readline()
    writer.close()

    assert b" 400 " in answer
    assert ear.heard == []
    assert caplog.records == []


async def test_a_defect_of_ours_is_in_the_log(
    client: ClientSession, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    ear.verdict = RuntimeError("a defect")

    async with client.post(PATH, headers=HEADERS) as answer:
        assert answer.status == 500
        assert "a defect" not in await answer.text()
    assert "a defect" in caplog.text
    assert TOKEN not in caplog.text


async def test_without_an_address_for_google_there_is_no_way_in(ear: Ear) -> None:
    def fine() -> tuple[bool, list[str]]:
        return True, []

    async with (
        serving(LOOPBACK, 0, Probes(fine, fine), CollectorRegistry()) as port,
        ClientSession(f"http://{LOOPBACK}:{port}") as session,
        session.post(PATH, headers=HEADERS) as answer,
    ):
        assert answer.status == 404
