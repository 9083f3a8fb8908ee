"""How long the keys of id tokens are kept, and what is read out of a set."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web

from tests.fakes.clock import FakeClock
from worker.errors import GoogleUnavailable
from worker.google.observing import unobserved
from worker.google.published_keys import PublishedKeys, rsa_keys
from worker.sandbox.local_google.identity.signing import SigningKey, new_signing_key

pytestmark = pytest.mark.real

HOUR = timedelta(hours=1)


class Publisher:
    """Google, as far as its keys go."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.body: bytes = b""
        self.asked = 0

        self.hangs = False

    async def answer(self, _request: web.Request) -> web.Response:
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()
        return web.Response(body=self.body, headers=self.headers, content_type="application/json")


@pytest_asyncio.fixture(scope="session")
async def signing_key() -> SigningKey:
    return new_signing_key()


@pytest.fixture
def publisher(signing_key: SigningKey) -> Publisher:
    publisher = Publisher()
    publisher.body = json.dumps({"keys": [signing_key.public()]}).encode()
    return publisher


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2027, 1, 1, tzinfo=UTC))


@pytest.fixture
async def keys(publisher: Publisher, clock: FakeClock) -> AsyncIterator[PublishedKeys]:
    application = web.Application()
    application.router.add_get("/certs", publisher.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        uri = f"http://127.0.0.1:{runner.addresses[0][1]}/certs"
        async with ClientSession() as http:
            yield PublishedKeys(uri, http, clock, timedelta(seconds=5), unobserved)
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("headers", "life"),
    [
        pytest.param({"Cache-Control": "public, max-age=7200, must-revalidate"}, 2 * HOUR, id="as told"),
        pytest.param({"Cache-Control": "max-age=7200", "Age": "3600"}, HOUR, id="some of it over"),
        pytest.param({"Cache-Control": "max-age=999999999"}, 24 * HOUR, id="not for ever"),
        pytest.param({"Cache-Control": "no-store"}, timedelta(minutes=1), id="not at all"),
        pytest.param({"Cache-Control": "s-maxage=7200"}, timedelta(minutes=1), id="for others"),
        pytest.param({"Cache-Control": "max-age=soon", "Age": "old"}, timedelta(minutes=1), id="nonsense"),
        pytest.param({}, timedelta(minutes=1), id="not told"),
    ],
)
async def test_a_set_is_kept_for_as_long_as_google_says_within_bounds(
    keys: PublishedKeys, publisher: Publisher, clock: FakeClock, headers: dict[str, str], life: timedelta
) -> None:
    publisher.headers = headers
    await keys.freshen()
    clock.instant += life - timedelta(seconds=1)
    await keys.freshen()
    assert publisher.asked == 1

    clock.instant += timedelta(seconds=1)
    await keys.freshen()
    assert publisher.asked == 2


async def test_a_key_that_is_nowhere_is_looked_for_once_each_time(
    keys: PublishedKeys, publisher: Publisher, signing_key: SigningKey
) -> None:
    publisher.headers = {"Cache-Control": "max-age=3600"}

    assert await keys.key(signing_key.kid)
    assert await keys.key("unknown") is None
    assert publisher.asked == 2


async def test_those_who_stand_in_line_for_a_set_do_not_wait_for_each_other(
    keys: PublishedKeys, publisher: Publisher
) -> None:
    publisher.hangs = True
    keys.timeout = timedelta(milliseconds=200)

    failures = await asyncio.gather(*(keys.freshen() for _ in range(20)), return_exceptions=True)

    assert {type(failure) for failure in failures} == {GoogleUnavailable}
    assert publisher.asked < 20


@pytest.mark.parametrize("body", [b"", b"<p>oops", b"[]", b"{}", b'{"keys": []}', b'{"keys": [1]}'])
async def test_what_is_no_key_set_is_no_answer(
    keys: PublishedKeys, publisher: Publisher, body: bytes
) -> None:
    publisher.body = body

    with pytest.raises(GoogleUnavailable):
        await keys.freshen()


@pytest.mark.parametrize(
    "change",
    [{"alg": "RS512"}, {"kid": None}, {"use": "enc"}, {"kty": "oct", "k": "c2VjcmV0", "alg": "HS256"}],
)
def test_keys_for_anything_else_are_left_out(signing_key: SigningKey, change: dict[str, Any]) -> None:
    good = signing_key.public()

    assert list(rsa_keys({"keys": [{**good, **change}, {**good, "kid": "good"}]})) == ["good"]
