"""A real worker without one of its guards: `python -m tests.faults.replica GUARD`."""

import sys

from tests.faults.guards.known import GUARDS
from worker.cli.run import run

if __name__ == "__main__":
    GUARDS[sys.argv[1]]()
    sys.exit(run())
