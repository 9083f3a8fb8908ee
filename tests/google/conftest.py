"""A local Google for the length of the run, forgotten before each test, and ways to reach it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import pytest_asyncio

from tests.fakes.calendar import FakeCalendar
from tests.fakes.clock import FakeClock
from tests.fakes.store_commands import FakeCommands
from tests.fakes.store_grants import FakeGrants
from tests.fakes.store_outbox import FakeOutbox
from tests.google.granting import USER, Connecting
from tests.google.meeting import ANA, BOB, GUEST
from tests.google.setting import InMemory, OverHttp, Setting
from worker.google.google import Acting, Google, open_google
from worker.google.wanted_scopes import wanted_scopes
from worker.ports.calendar import Calendar
from worker.ports.clock import SystemClock
from worker.ports.grants import Consent, Grant
from worker.sandbox.consent import Question, consented
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.identity.service_account_key import new_service_account
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.oauth_client import as_known, endpoints_at, new_oauth_client, registered
from worker.sandbox.local_google.server import LocalGoogle

OpenGoogle = Callable[..., AbstractAsyncContextManager[Google]]


@pytest_asyncio.fixture(scope="session")
async def key() -> Json:
    """A service account's key file."""
    return await new_service_account()


@pytest_asyncio.fixture(scope="session")
async def local_google() -> AsyncIterator[LocalGoogle]:
    async with LocalGoogle.start() as running:
        yield running


@pytest.fixture
async def control(local_google: LocalGoogle, key: Json) -> LocalGoogleControl:
    """The local Google with two colleagues, a stranger, and a service account that may act for all."""
    control = local_google.control
    await control.reset()
    await control.register(key)
    for email in ("ana@vai.example", "bob@vai.example", "guest@elsewhere.example"):
        await control.add_account(email, time_zone="Europe/Bucharest")
    return control


@pytest.fixture
def opening(local_google: LocalGoogle, control: LocalGoogleControl, key: Json) -> OpenGoogle:
    """`open_google` for this local Google; anything else may be overridden."""
    return partial(
        open_google,
        api_root=local_google.url,
        endpoints=endpoints_at(local_google),
        acting=Acting(key, ["@vai.example"]),
        clock=SystemClock(),
        call_timeout=timedelta(seconds=5),
    )


@pytest.fixture
async def google(opening: OpenGoogle) -> AsyncIterator[Google]:
    async with opening() as opened:
        yield opened


@pytest.fixture
def in_memory() -> Setting:
    fake = FakeCalendar(hidden={GUEST})
    fake.add(ANA.address, BOB, GUEST)
    return InMemory(fake)


@pytest.fixture
def over_http(google: Google, control: LocalGoogleControl) -> Setting:
    return OverHttp(google.calendar, control)


@pytest.fixture(params=["in_memory", pytest.param("over_http", marks=pytest.mark.real)])
def setting(request: pytest.FixtureRequest) -> Setting:
    chosen: Setting = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def calendar(setting: Setting) -> Calendar:
    return setting.calendar


@pytest.fixture
async def client(local_google: LocalGoogle, control: LocalGoogleControl) -> OAuthClient:
    """What people of this local Google can consent to."""
    return await registered(local_google, new_oauth_client())


@pytest.fixture
def grants() -> FakeGrants:
    """What came of consents: nothing yet."""
    return FakeGrants(FakeCommands(FakeClock(datetime(2027, 1, 1, tzinfo=UTC))), FakeOutbox())


@pytest.fixture
def opening_by_grant(opening: OpenGoogle, key: Json, client: OAuthClient, grants: FakeGrants) -> OpenGoogle:
    """`open_google` for users with a grant and, under delegation, for the others of the organisation."""
    acting = Acting(key, ["@vai.example"], as_known(client), grants)
    return partial(opening, acting=acting)


@pytest.fixture
async def by_grant(opening_by_grant: OpenGoogle) -> AsyncIterator[Google]:
    async with opening_by_grant() as opened:
        yield opened


@pytest.fixture
async def consent(local_google: LocalGoogle, client: OAuthClient) -> Consent:
    """Ana's, to everything."""
    return await consented(local_google, client, ANA.address)


@pytest.fixture
def connecting(
    by_grant: Google, local_google: LocalGoogle, client: OAuthClient, grants: FakeGrants
) -> Connecting:
    """Let a person consent, and their user have the grant."""

    async def connected(
        user_id: str = USER, address: str = ANA.address, scopes: tuple[str, ...] = wanted_scopes()
    ) -> Grant:
        consent = await Question(local_google, client, scopes=scopes).allowed_by(address)
        return grants.give(user_id, await by_grant.consents.exchange(consent))

    return connected


@pytest.fixture
async def grant(connecting: Connecting) -> Grant:
    return await connecting()
