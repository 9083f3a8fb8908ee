"""What Google refuses, or fails to say, as its code: what may pass is tried again first, for a second."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.support.agent import Agent, Json
from tests.support.chosen_broker import ChosenBroker
from tests.support.shared_stage import shared_stage
from tests.wire.meetings import confirmed, meeting, new_person, question
from worker.codes import Code
from worker.sandbox.child_process import running
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

FEW = {
    "VAI_GOOGLE__RETRY_BUDGET_SECONDS": "1",
    "VAI_GOOGLE__DELEGATION_ALLOWED_USERS": "@vai.example",
    "VAI_WORKER__POLL_SECONDS": "0",
}
WRITE, READ = {"method": "POST", "path": "/events$"}, {"method": "GET", "path": "/events/"}
DEAD = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}


@pytest.fixture(scope="module")
async def served(
    broker: ChosenBroker, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    """A stage whose worker gives up after a second, and acts for one domain only."""
    directory = tmp_path_factory.mktemp("refused")
    async with shared_stage(broker, postgres, directory) as stage, running(stage.worker(**FEW)):
        yield stage


@pytest.fixture
async def ana(agent: Agent) -> str:
    return await new_person(agent.stage)


async def broken(agent: Agent, user_id: str, *faults: Fault) -> None:
    """Let whatever is asked for a person fail like this."""
    for fault in faults:
        await agent.stage.google.control.add_fault(fault.model_copy(update={"subject": user_id}))


async def ended(agent: Agent, body: Json) -> tuple[str, str]:
    result = await agent.ask(body, within=60)
    return result["status"], result["error"]["code"]


def always(status: int, reason: str, **where: str) -> Fault:
    return Fault(status=status, reason=reason, times=None, **where)


REFUSED = {
    Code.QUOTA_EXHAUSTED: [always(403, "quotaExceeded", **WRITE)],
    Code.INSUFFICIENT_SCOPE: [always(403, "insufficientPermissions", **WRITE)],
    Code.RATE_LIMITED: [always(403, "rateLimitExceeded", path="freeBusy")],
    Code.GOOGLE_UNAVAILABLE: [always(503, "backendError", path="freeBusy")],
    Code.REAUTHORIZATION_REQUIRED: [Fault(path="/token$", status=400, json_body=DEAD, times=None)],
    Code.OUTCOME_UNKNOWN: [
        Fault(status=503, **WRITE),
        always(403, "insufficientPermissions", **WRITE),
        always(403, "insufficientPermissions", **READ),
    ],
}


@pytest.mark.parametrize("code", REFUSED)
async def test_a_meeting_that_google_does_not_take_ends_with_its_code(
    agent: Agent, ana: str, code: Code
) -> None:
    await broken(agent, ana, *REFUSED[code])

    assert await ended(agent, meeting(ana)) == ("failed" if code.is_failure else "rejected", code)
    assert await confirmed(agent.stage, ana) == []


async def test_an_event_that_keeps_changing_is_concurrent_change(agent: Agent, ana: str) -> None:
    made = await agent.ask(meeting(ana))
    await broken(agent, ana, always(412, "conditionNotMet", method="DELETE"))
    body = {
        "type": "cancel_meeting",
        "command_id": uuid4().hex,
        "user_id": ana,
        "event_id": made["data"]["event"]["id"],
    }

    assert await ended(agent, body) == ("failed", Code.CONCURRENT_CHANGE)
    assert len(await confirmed(agent.stage, ana)) == 1


async def test_a_calendar_that_cannot_be_read_is_availability_unknown(agent: Agent, ana: str) -> None:
    bob = await new_person(agent.stage, "bob")
    await broken(agent, ana, Fault(path="freeBusy", free_busy_errors={bob: "internalError"}, times=None))

    body = question(ana, participants=[{"email": bob}])
    assert await ended(agent, body) == ("failed", Code.AVAILABILITY_UNKNOWN)


async def test_who_may_not_be_seen_is_named_where_the_command_wants_that(agent: Agent, ana: str) -> None:
    guests = [{"email": "guest@elsewhere.example"}]

    result = await agent.ask(question(ana, participants=guests, on_not_visible="reject"))

    assert (result["status"], result["error"]["code"]) == ("rejected", Code.NOT_VISIBLE)
    assert result["data"] == {"unknown_participants": ["guest@elsewhere.example"]}


async def test_who_is_not_on_the_allow_list_is_account_not_allowed(agent: Agent) -> None:
    email = f"ana-{uuid4().hex[:8]}@elsewhere.example"
    await agent.stage.google.control.add_account(email, time_zone="Europe/Bucharest")

    assert await ended(agent, question(email)) == ("rejected", Code.ACCOUNT_NOT_ALLOWED)
    assert await agent.stage.google.control.log(subject=email) == []
