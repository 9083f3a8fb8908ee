"""Everything: static checks and unit tests side by side, then the tests that need real parts, one by one.

`python -m tests`; what stands behind it goes to pytest, which then runs that alone. The real
parts are the most real ones at hand. The exit code is 0 only if all of it passed.
"""

import subprocess
import sys

from tests.check import ROOT, STATIC_STEPS, UNIT_TESTS, Step, check

THOROUGH = "--hypothesis-profile=ci"
REAL_TESTS = ("-m", "real")
THOROUGH_UNIT_TESTS = Step(UNIT_TESTS.name, (*UNIT_TESTS.arguments, THOROUGH))


def main(arguments: list[str]) -> int:
    steps = STATIC_STEPS if arguments else (THOROUGH_UNIT_TESTS, *STATIC_STEPS)
    passed = check(steps)
    pytest = (sys.executable, "-m", "pytest", THOROUGH, *(arguments or REAL_TESTS))
    tested = subprocess.run(pytest, cwd=ROOT, check=False).returncode
    return tested or (0 if passed else 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
