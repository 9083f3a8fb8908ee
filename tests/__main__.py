"""Everything: static checks and unit tests side by side, then the tests that need real parts.

`python -m tests`; what stands behind it goes to pytest, which then runs that alone. The real
parts are the most real ones at hand. What needs a broker runs one by one; what needs only the
database and the local Google runs beside it. The exit code is 0 only if all of it passed.
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.check import ROOT, STATIC_STEPS, UNIT_TESTS, Step, check, run, tell, told

THOROUGH = "--hypothesis-profile=ci"
REAL_TESTS = (THOROUGH, "-m", "real")
WITHOUT_A_BROKER = ("tests/crashes", "tests/google", "tests/store")
THOROUGH_UNIT_TESTS = Step(UNIT_TESTS.name, (*UNIT_TESTS.arguments, THOROUGH))
STORE_TESTS = Step("store, crash and Google tests", ("-m", "pytest", "-q", *REAL_TESTS, *WITHOUT_A_BROKER))


def main(arguments: list[str]) -> int:
    if arguments:
        passed = check(STATIC_STEPS)
        return pytest(THOROUGH, *arguments) or (0 if passed else 1)
    passed = check((THOROUGH_UNIT_TESTS, *STATIC_STEPS))
    return real_tests() or (0 if passed else 1)


def real_tests() -> int:
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(run, STORE_TESTS)
        tested = pytest(*REAL_TESTS, *(f"--ignore={folder}" for folder in WITHOUT_A_BROKER))
    outcome = beside.result()
    tell(told(outcome))
    return tested or (0 if outcome.passed else 1)


def pytest(*arguments: str) -> int:
    return subprocess.run((sys.executable, "-m", "pytest", *arguments), cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
