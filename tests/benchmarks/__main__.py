"""Benchmarks: what the worker's own parts cost on this machine, beside a reference in the same run.

`python -m tests.benchmarks list` names them, `python -m tests.benchmarks NAME` runs one. Each
prints what it measures line by line, and last one line of JSON with its figures and targets. The
exit code is 0 if every target was met, else 1; 2 if the arguments were wrong. No test depends on them.
"""

import argparse
import sys
from collections.abc import Sequence

from tests.benchmarks.known import BENCHMARKS, listing


def main(arguments: Sequence[str]) -> int:
    wanted = parser().parse_args(arguments).name
    if wanted == "list":
        print(listing(BENCHMARKS))  # noqa: T201  (a command line speaks)
        return 0
    report = BENCHMARKS[wanted].run()
    print(report.line())  # noqa: T201
    return 0 if report.met else 1


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    made.add_argument("name", choices=["list", *BENCHMARKS], help="which one; `list` names them")
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
