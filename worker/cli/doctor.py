"""`vai-calendar doctor`: looks at every part that a worker needs, and says what mends what is wrong."""

from collections.abc import Callable
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from worker.app.doctor.checks import Checks
from worker.app.doctor.examination import WITHIN, Report, examine
from worker.app.doctor.finding import well, wrong
from worker.cli import start
from worker.cli.findings import as_line, show
from worker.errors import Misconfigured
from worker.google.session import open_session
from worker.ports.clock import SystemClock
from worker.settings.model import Settings

WELL, ILL, UNREADABLE = 0, 1, 2
"""Exit codes: nothing is wrong (there may be warnings), something is, the settings cannot be read."""
SETTINGS = "settings"
TABLE = "the table of settings in the README"


async def doctor(
    *,
    user: str | None = None,
    json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> int:
    """Check everything that a worker needs. Nothing is changed.

    Parameters
    ----------
    user
        A user to try to act for: by the user's grant, else by delegation, scope by scope.
    json
        Write one JSON object a line.

    """
    tell = teller(Console(), as_json=json)
    try:
        settings = start.settings(Settings)
    except Misconfigured as error:
        tell(Report(SETTINGS, tuple(wrong(line, TABLE) for line in str(error).splitlines())))
        return UNREADABLE
    tell(Report(SETTINGS, (well("they can be read"),)))
    async with open_session(WITHIN) as session:
        is_well = await examine(Checks(settings, session, SystemClock()).all(user), tell)
    return WELL if is_well else ILL


def teller(console: Console, *, as_json: bool) -> Callable[[Report], None]:
    def tell(report: Report) -> None:
        for finding in report.findings:
            if as_json:
                console.file.write(as_line(report.check, finding))
            else:
                show(console, report.check, finding)

    return tell
