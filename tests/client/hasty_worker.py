"""A real worker that looks after withheld results every second: `python -m tests.client.hasty_worker`."""

import sys
from datetime import timedelta

from worker.cli.run import run
from worker.engine import execution, reconciler

if __name__ == "__main__":
    for module in (execution, reconciler):
        vars(module)["LOOK_AGAIN"] = timedelta(seconds=1)
    sys.exit(run())
