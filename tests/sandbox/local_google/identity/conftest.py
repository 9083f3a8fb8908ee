"""An application that is registered and known to nobody yet."""

import pytest

from tests.sandbox.local_google.identity.browsing import Application
from worker.sandbox.local_google.server import LocalGoogle


@pytest.fixture
async def app(google: LocalGoogle) -> Application:
    return await Application(google).register()
