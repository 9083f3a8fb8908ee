"""What the scenarios that disturb the local Google share: ordering faults, and counting what they hit."""

from collections import Counter
from collections.abc import Iterable

from tests.faults.play import Play
from tests.faults.verdict.evidence import Answer, answer_of
from tests.faults.world.fleet import total
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.local_google.wire.request_log import LogEntry

CALENDAR = r"^/calendar/v3/"
INSERTS = r"^/calendar/v3/calendars/[^/]+/events$"
FREE_BUSY = r"^/calendar/v3/freeBusy$"


async def order(play: Play, *faults: Fault) -> list[int]:
    """Order faults. Return their ids."""
    return [await play.stage.google.control.add_fault(fault) for fault in faults]


async def hits(play: Play) -> int:
    return sum((await play.stage.google.control.fault_hits()).values())


async def restore(play: Play) -> None:
    """End all faults, and note how many requests they hit."""
    play.notes["faults_hit"] = play.notes.get("faults_hit", 0) + await hits(play)
    await play.stage.google.control.clear_faults()


def answers(play: Play) -> list[Answer]:
    return [answer for record in play.harvest.results if (answer := answer_of(record))]


def outcomes(found: Iterable[Answer]) -> dict[str, int]:
    """Count the commands by how they were answered: the code of a no, or `succeeded`."""
    return dict(Counter({answer.command_id: answer.code or answer.status for answer in found}.values()))


async def struck(play: Play) -> list[LogEntry]:
    """Return the requests that a fault hit."""
    entries = await play.stage.google.control.log(by_hand=False)
    return [entry for entry in entries if entry.fault_id is not None]


async def counted(play: Play, name: str, **labels: str) -> int:
    """Add up what the running replicas count under a name, where it has these labels."""
    found = 0.0
    for replica in play.fleet.running():
        samples = (await replica.samples()).get(name, [])
        fitting = [one for one in samples if labels.items() <= dict(one[0]).items()]
        found += total({name: fitting}, name)
    return round(found)
