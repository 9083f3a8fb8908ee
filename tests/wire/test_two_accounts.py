"""Two accounts under load in one worker, their tokens dying all the time: no call carries the other's.

Each call names the calendar that it is about, and the local Google logs whose token it came with.
"""

import asyncio
import re
from collections import Counter
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import unquote
from uuid import uuid4

import pytest

from tests.support.agent import Agent, Json, value_of
from tests.wire.accounts import connected
from tests.wire.meetings import meeting
from worker.sandbox.child_process import running
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.local_google.wire.request_log import LogEntry
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

READINGS = 520
"""Of each account."""
AT_ONCE = 100
"""Commands that are sent before all tokens are revoked once more."""
SHORT = timedelta(seconds=2)
"""How long a token lives: the worker asks for another after half of it."""
UNLIMITED = {
    "VAI_GOOGLE__REQUESTS_PER_MINUTE_PER_USER": "1000000",
    "VAI_GOOGLE__REQUESTS_PER_MINUTE": "1000000",
    "VAI_WORKER__GOOGLE_HOURS": "false",
}
"""Of other people's calendars nothing is read either: every call is about the caller's own."""
WITHIN = 120


async def test_no_call_carries_anothers_token(stage: Stage) -> None:
    control = stage.google.control
    await control.behave(user_quota_per_minute=None, project_quota_per_minute=None, token_lifetime=SHORT)
    async with running(stage.worker(**UNLIMITED)), Agent.on(stage) as agent:
        readings = [reading for _ in range(2) for reading in await own_meeting(agent)]
        addresses = {address for _, address in readings}
        await control.clear_log()
        await control.add_fault(Fault(path="^/token$", stall=timedelta(milliseconds=20), times=None))
        await asked(agent, [body for body, _ in sorted(readings, key=lambda each: each[0]["command_id"])])
        results = await results_of(agent, len(readings))

    calls = await control.log(path="/calendars/")
    accepted = [call for call in calls if call.status != HTTPStatus.UNAUTHORIZED]
    assert {(calendar_of(call), call.subject) for call in accepted} == {(one, one) for one in addresses}
    assert len(addresses) == 2
    assert len(calls) >= 1000
    assert len(accepted) < len(calls), "no token was dead when it was used"
    refreshed = Counter(call.subject for call in await control.log(path="^/token$"))
    assert refreshed.keys() == addresses
    succeeded = sum(result["status"] == "succeeded" for result in results)
    assert succeeded > 0.9 * len(readings)  # a fresh token may be revoked on its way, too


async def own_meeting(agent: Agent) -> list[tuple[Json, str]]:
    """Let a person connect and meet. Return readings of the meeting, each with the person's address."""
    user, address = await connected(agent, agent.stage)
    booked = await agent.ask(meeting(user))
    event_id = booked["data"]["event"]["id"]
    body = {"type": "get_meeting", "user_id": user, "event_id": event_id}
    return [({**body, "command_id": uuid4().hex}, address) for _ in range(READINGS)]


async def asked(agent: Agent, bodies: list[Json]) -> None:
    """Send commands of both in any order, each under a key of its own, and revoke all tokens now and then."""
    for begin in range(0, len(bodies), AT_ONCE):
        await asyncio.gather(
            *(agent.send(body, key=body["command_id"]) for body in bodies[begin : begin + AT_ONCE])
        )
        await agent.stage.google.control.revoke_tokens()


async def results_of(agent: Agent, count: int) -> list[Json]:
    """Wait for the results of the readings, which come after those of two consents and two meetings."""
    records = await agent.on_topic(agent.stage.topics.results, count + 4, within=WITHIN)
    return [value for record in records if (value := value_of(record))["type"] == "get_meeting"]


def calendar_of(call: LogEntry) -> str:
    found = re.search("/calendars/([^/]+)", call.path)
    assert found
    return unquote(found[1])
