"""One local Google for all tests of this folder, emptied before each of them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.sandbox.local_google.people import ANA, BOB, EVE, NOW, Login
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.accounts import Account
from worker.sandbox.local_google.identity.service_account_key import new_service_account
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.server import LocalGoogle, LocalGoogleConfig


class StoppedClock:
    """Stands at `NOW`; tests move Google's clock by `clock_offset`."""

    def now(self) -> datetime:
        return datetime.fromisoformat(NOW).astimezone(UTC)

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, duration: timedelta) -> None:
        raise NotImplementedError


@pytest.fixture(scope="session")
async def running() -> AsyncIterator[LocalGoogle]:
    people = (Account(email=ANA, time_zone="Europe/Bucharest"), Account(email=BOB), Account(email=EVE))
    async with LocalGoogle.start(LocalGoogleConfig(clock=StoppedClock(), accounts=people)) as google:
        yield google


@pytest.fixture(scope="session")
async def key(running: LocalGoogle) -> Json:
    return await new_service_account(token_uri=running.token_uri)


@pytest.fixture
async def google(running: LocalGoogle) -> LocalGoogle:
    """Ana and Bob are colleagues, Eve works elsewhere."""
    await running.control.reset()
    return running


@pytest.fixture
def control(google: LocalGoogle) -> LocalGoogleControl:
    return google.control


@pytest.fixture
def login(google: LocalGoogle) -> Login:
    """Sign a program in for somebody, with full access unless scopes are named."""

    async def sign_in(email: str, *scopes: str) -> Person:
        token = await google.control.token(email, *scopes)
        return Person(google.url, google.control.session, token)

    return sign_in


@pytest.fixture
async def ana(login: Login) -> Person:
    return await login(ANA)


@pytest.fixture
async def bob(login: Login) -> Person:
    return await login(BOB)


@pytest.fixture
async def eve(login: Login) -> Person:
    return await login(EVE)
