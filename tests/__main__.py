"""Everything: the static checks, then every test on the most real broker at hand.

`python -m tests`; what stands behind it goes to pytest. The last line is pytest's own, and
the exit code is 0 only if the checks before it passed as well.
"""

import subprocess
import sys

from tests.check import ROOT, STATIC_STEPS, check


def main(arguments: list[str]) -> int:
    passed = check(STATIC_STEPS)
    pytest = (sys.executable, "-m", "pytest", "--hypothesis-profile=ci", *arguments)
    tested = subprocess.run(pytest, cwd=ROOT, check=False).returncode
    return tested or (0 if passed else 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
