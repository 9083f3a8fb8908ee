"""A real worker without the guard against double booking: `python -m tests.support.unguarded_worker`."""

import asyncio
import sys

from worker import logs
from worker.app.run import run
from worker.sandbox.unguarded import Unguarded
from worker.settings.environment import read
from worker.settings.model import Settings

if __name__ == "__main__":
    logs.configure("info", sys.stderr)
    asyncio.run(run(read(Settings), wrap=Unguarded()))
