"""The control API: setting up and reading the local Google from outside."""

from datetime import timedelta

import pytest

from tests.sandbox.local_google.people import ANA, NOW, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import LocalGoogleError, Person
from worker.sandbox.local_google.server import LocalGoogle
from worker.sandbox.local_google.wire.faults import Fault


async def test_a_calendar_can_be_dumped_with_its_tombstones(ana: Person, control: LocalGoogleControl) -> None:
    kept, deleted = await ana.insert(meeting()), await ana.insert(meeting())
    await ana.delete(deleted["id"])

    dumped = await control.events(ANA)
    assert [(one["id"], one["status"]) for one in dumped] == [
        (kept["id"], "confirmed"),
        (deleted["id"], "cancelled"),
    ]


async def test_a_reset_forgets_everything(ana: Person, control: LocalGoogleControl) -> None:
    await control.behave(clock_offset=timedelta(hours=1))
    await control.add_fault(Fault(status=500))
    await control.reset()

    assert await refusal(ana.list()) == (401, "authError")
    assert (await control.now()).isoformat() == NOW
    assert await control.fault_hits() == {}


async def test_a_wrong_control_request_says_what_is_wrong(control: LocalGoogleControl) -> None:
    with pytest.raises(LocalGoogleError) as refused:
        await control.behave(latencyy=1)
    assert "latencyy" in str(refused.value)
    with pytest.raises(LocalGoogleError):
        await control.assume(needs_action_is_busy="maybe so")
    with pytest.raises(LocalGoogleError):
        await control.add_account("x@corp.example", time_zone="Mars/Base")


async def test_another_process_reaches_the_control_by_the_address_alone(google: LocalGoogle) -> None:
    async with LocalGoogleControl.connect(google.url) as elsewhere:
        assert (await elsewhere.now()).isoformat() == NOW
