"""A real worker that kills itself at one step: `python -m tests.support.dying_worker STEP NOTE`."""

import asyncio
import sys
from pathlib import Path

from worker import logs
from worker.app.run import run
from worker.sandbox.failpoints import Failpoints, KillProcess
from worker.settings.environment import read
from worker.settings.model import Settings

if __name__ == "__main__":
    step, note = sys.argv[1:]
    logs.configure("info", sys.stderr)
    asyncio.run(run(read(Settings), wrap=Failpoints(KillProcess(step, Path(note)))))
