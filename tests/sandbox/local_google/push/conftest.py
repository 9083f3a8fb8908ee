from collections.abc import AsyncIterator

import pytest

from tests.sandbox.local_google.push.receiver import Receiver
from worker.sandbox.local_google.control.control import LocalGoogleControl


@pytest.fixture
async def hook(control: LocalGoogleControl) -> AsyncIterator[Receiver]:
    """A web hook that channels may post to."""
    await control.behave(push_allows_http_on_loopback=True, push_retry_wait=0.01)
    async with Receiver.start() as receiver:
        yield receiver
