"""Meeting types: what the installation's file makes of them."""

import asyncio
from pathlib import Path

from worker.app.doctor.amount import amount
from worker.app.doctor.finding import Finding, well, wrong
from worker.errors import Misconfigured
from worker.settings.meeting_types_file import SETTING, meeting_types

MEND = f"the file that {SETTING} names; deploy/meeting-types.example.toml shows what it may say"


async def file(path: Path | None) -> list[Finding]:
    """Find something wrong for each line of the problem, and otherwise which types there are."""
    try:
        found = await asyncio.to_thread(meeting_types, path)
    except Misconfigured as error:
        return [wrong(line, MEND) for line in str(error).splitlines()]
    whose = "as built in" if path is None else f"as {path} says"
    return [well(f"{amount(len(found), 'meeting type')}, {whose}: {', '.join(found)}")]
