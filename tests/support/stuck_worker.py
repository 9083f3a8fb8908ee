"""A real worker that cannot go on, while a command of it does not let go.

The first question that it is asked waits for ever, whoever cancels it; the second ends the worker.
"""

import asyncio
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from worker.app import run as app
from worker.cli.run import ended, start_log
from worker.errors import FatalError
from worker.sandbox.failpoints import Failpoints
from worker.settings.environment import read
from worker.settings.model import Settings


@dataclass(slots=True)
class Stuck:
    at: str
    is_held: bool = False

    async def __call__(self, step: str) -> None:
        if step != self.at:
            return
        if self.is_held:
            raise FatalError("it cannot go on")
        self.is_held = True
        while True:
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()


if __name__ == "__main__":
    app.LEAVE_AFTER_DRAIN = timedelta(seconds=1)
    settings = read(Settings)
    start_log(settings)
    stuck = Failpoints(Stuck("calendar.free_busy:before"))
    sys.exit(ended(lambda: asyncio.run(app.run(settings, wrap=stuck))))
