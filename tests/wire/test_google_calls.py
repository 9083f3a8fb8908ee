"""How many calls a meeting costs. The local Google's log is the judge."""

import pytest

from tests.support.agent import Agent
from worker.sandbox.child_process import running
from worker.sandbox.local_google.wire.request_log import LogEntry
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

ONLY_COMMANDS = {"VAI_WORKER__POLL_SECONDS": "0", "VAI_WORKER__GOOGLE_HOURS": "false"}
"""Nothing is read in the background: each call is some command's."""


@pytest.mark.parametrize(
    ("people", "queries"),
    [(5, 1), (50, 1), (51, 2)],
    ids=["5 people cost two calls", "50 people cost two calls", "51 people cost three"],
)
async def test_a_meeting_costs_one_query_for_fifty_people_and_one_insert(
    stage: Stage, people: int, queries: int
) -> None:
    emails = [f"p{number}@vai.example" for number in range(people)]
    for email in emails:
        await stage.google.control.add_account(email, time_zone="Europe/Bucharest")
    organizer, *guests = emails

    def command(command_id: str) -> dict[str, object]:
        return {
            "type": "schedule_meeting",
            "command_id": command_id,
            "user_id": organizer,
            "title": "Everybody",
            "participants": [{"email": guest} for guest in guests],
        }

    async with running(stage.worker(**ONLY_COMMANDS)), Agent.on(stage) as agent:
        await agent.ask(command("warms the caches"))
        await stage.google.control.clear_log()
        answer = await agent.ask(command("is counted"))
        log = await stage.google.control.log()

    assert answer["status"] == "succeeded"
    assert len(answer["data"]["event"]["attendees"]) == people
    assert sorted(map(kind, log)) == sorted(["freeBusy"] * queries + ["insert"])


def kind(entry: LogEntry) -> str:
    if entry.path.endswith("/freeBusy"):
        return "freeBusy"
    return "insert" if entry.method == "POST" and entry.path.endswith("/events") else entry.path
