"""The example of the README does what it says, to the letter but for the names of the topics."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.test_readme import README
from tests.wire.meetings import confirmed
from worker.sandbox.child_process import running
from worker.sandbox.stage import Stage

BEGIN, END = "<!-- client-example -->\n```python\n", "```\n<!-- /client-example -->"
PEOPLE = ("ana@vai.example", "maya@vai.example")
ON_DEFAULT_TOPICS = "CalendarClient(servers)"
WITHIN = 90


def example() -> str:
    return README.read_text().partition(BEGIN)[2].partition(END)[0]


def test_the_example_stays_short() -> None:
    assert len([line for line in example().splitlines() if line.strip()]) <= 25


@pytest.mark.real
async def test_the_example_books_a_meeting_and_tells_what_is_in_the_calendar(
    stage: Stage, tmp_path: Path
) -> None:
    for person in PEOPLE:
        await stage.google.control.add_account(person, time_zone="Europe/Bucharest")
    program = tmp_path / "example.py"
    mine = f"CalendarClient(servers, topic_prefix={stage.topics.prefix!r})"
    assert ON_DEFAULT_TOPICS in example()
    program.write_text(example().replace(ON_DEFAULT_TOPICS, mine))

    async with running(stage.worker()):
        code, out = await run(program, stage.bootstrap_servers)

    assert code == 0, out
    (event,) = await confirmed(stage, PEOPLE[0])
    booked, listed = out.splitlines()
    assert event["hangoutLink"] in booked
    assert listed.endswith(f": {event['summary']}")


async def run(program: Path, servers: str) -> tuple[int | None, str]:
    pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", str(program), servers, stdout=pipe, stderr=both
    )
    async with asyncio.timeout(WITHIN):
        out, _ = await process.communicate()
    return process.returncode, out.decode()
