"""Everything: static checks and unit tests side by side, then the tests that need real parts.

`python -m tests`; what stands behind it goes to pytest, which then runs that alone. The real
parts are the most real ones at hand. They wait as much as they compute, so three runs of them
go side by side, each with servers of its own: what needs no broker, and what needs one in two
halves. The exit code is 0 only if all of it passed.
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.check import ROOT, STATIC_STEPS, UNIT_TESTS, Step, check, run, tell, told

THOROUGH = "--hypothesis-profile=ci"
REAL_TESTS = (THOROUGH, "-m", "real")
WITHOUT_A_BROKER = ("tests/crashes", "tests/google", "tests/store")
WIRE = "tests/wire"
READ_IT_ALL = "tests/consumer"
"""Reads what workers published on a broker, so it is the end of every run that has one."""
THOROUGH_UNIT_TESTS = Step(UNIT_TESTS.name, (*UNIT_TESTS.arguments, THOROUGH))
BESIDE = (
    Step("wire tests", ("-m", "pytest", "-q", *REAL_TESTS, WIRE, READ_IT_ALL)),
    Step("store, crash and Google tests", ("-m", "pytest", "-q", *REAL_TESTS, *WITHOUT_A_BROKER)),
)


def main(arguments: list[str]) -> int:
    if arguments:
        passed = check(STATIC_STEPS)
        return pytest(THOROUGH, *arguments) or (0 if passed else 1)
    passed = check((THOROUGH_UNIT_TESTS, *STATIC_STEPS))
    return real_tests() or (0 if passed else 1)


def real_tests() -> int:
    with ThreadPoolExecutor(len(BESIDE)) as pool:
        beside = pool.map(run, BESIDE)
        tested = pytest(*REAL_TESTS, *(f"--ignore={folder}" for folder in (WIRE, *WITHOUT_A_BROKER)))
        outcomes = list(beside)
    for outcome in outcomes:
        tell(told(outcome))
    return tested or (0 if all(outcome.passed for outcome in outcomes) else 1)


def pytest(*arguments: str) -> int:
    return subprocess.run((sys.executable, "-m", "pytest", *arguments), cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
