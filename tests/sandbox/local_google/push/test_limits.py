"""What the API has not, so that a list of channels must be one's own [O18]."""

import pytest

from tests.sandbox.local_google.people import refusal
from worker.sandbox.local_google.control.person import Person


@pytest.mark.parametrize(("method", "path"), [("GET", "channels"), ("GET", "channels/channel-1")])
async def test_no_call_lists_channels(ana: Person, method: str, path: str) -> None:
    assert (await refusal(ana.send(method, path, None, {})))[0] == 404


@pytest.mark.parametrize("path", ["calendars/primary/watch", "freeBusy/watch"])
async def test_calendars_and_free_busy_cannot_be_watched(ana: Person, path: str) -> None:
    """[S9]: nothing tells of new working hours."""
    assert (await refusal(ana.send("POST", path, {}, {})))[0] == 404
