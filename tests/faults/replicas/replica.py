"""A real worker without one of its guards: `python -m tests.faults.replicas.replica GUARD`."""

import sys

from tests.faults.replicas.guards.known import GUARDS
from worker.cli.run import run

if __name__ == "__main__":
    GUARDS[sys.argv[1]]()
    sys.exit(run())
