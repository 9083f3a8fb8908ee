"""How to talk to the demo from another shell, while it is kept running."""

import shlex
import sys
from pathlib import Path

from worker.sandbox.demo.people import ANA, MAYA
from worker.sandbox.loopback import LOOPBACK
from worker.sandbox.stage import Stage

FILE = "environment.sh"


def how_to_talk(stage: Stage, port: int) -> list[str]:
    """Write the settings to a file that a shell can source, and return what to type, line by line.

    `port` is where the worker tells its health.
    """
    path = stage.directory / FILE
    health = f"http://{LOOPBACK}:{port}/"
    path.write_text("".join(exports(stage, port)))
    return [
        "",
        "Everything keeps running until Ctrl-C. These are its settings:",
        "",
        *(line.rstrip() for line in exports(stage, port)),
        "",
        f"The worker's health and metrics: {health}readyz and {health}metrics",
        f"Everybody's calendar, to be changed by hand, in a browser: {stage.google.url}",
        "What you change there is published within half a minute, or at once after a `sync_calendar`.",
        "",
        "In another shell:",
        "",
        *examples(path),
    ]


def exports(stage: Stage, port: int) -> list[str]:
    """Return the settings as lines for a shell, and the way to the command."""
    programs = f'export PATH={shlex.quote(str(Path(sys.executable).parent))}:"$PATH"\n'
    settings = stage.environment(VAI_HTTP__PORT=str(port)).items()
    return [programs, *(f"export {name}={shlex.quote(value)}\n" for name, value in settings)]


def examples(path: Path) -> list[str]:
    somebody = f'participants=[{{"email": "{MAYA.email}", "time_zone": "{MAYA.zone_name}"}}]'
    wish = f"--user {ANA.email} --set locale=en --set {shlex.quote(somebody)}"
    return [
        f"source {shlex.quote(str(path))}",
        f"vai-calendar send --type check_availability {wish}",
        f"vai-calendar send --type schedule_meeting {wish} --set title=Hello --set command_id=hello",
        "vai-calendar explain hello",
        f'vai-calendar calendar week --as {ANA.email} --url "$VAI_GOOGLE__API_ROOT"',
        f"vai-calendar send --type sync_calendar --user {ANA.email} --set locale=en",
        "vai-calendar tail results changes --from-beginning",
    ]
