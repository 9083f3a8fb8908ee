"""What every commit must pass, in under a minute: `python -m tests.check`.

Every step runs, even after a failure, and two run side by side; what they print appears
step by step, in their order.
"""

import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SIDE_BY_SIDE = 2


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    arguments: tuple[str, ...]
    """What follows the name of this very Python on the command line."""


@dataclass(frozen=True, slots=True)
class Outcome:
    step: Step
    passed: bool
    seconds: float
    printed: str


LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"

STATIC_STEPS = (
    Step("ruff format", ("-m", "ruff", "format", "--check", ".")),
    Step("ruff check", ("-m", "ruff", "check", ".")),
    Step("mypy", ("-m", "mypy")),
    Step("lint-imports", ("-c", LINT_IMPORTS)),
)
PROCESSES = ("--numprocesses=auto", "--maxprocesses=4")
UNIT_TESTS = Step("unit tests", ("-m", "pytest", "-q", "-m", "not real", *PROCESSES))


def run(step: Step) -> Outcome:
    begun = time.monotonic()
    done = subprocess.run(
        (sys.executable, *step.arguments),
        cwd=ROOT,
        check=False,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return Outcome(step, done.returncode == 0, time.monotonic() - begun, done.stdout)


def check(steps: Iterable[Step]) -> bool:
    """Run the steps, tell about each, and return whether all of them passed."""
    outcomes = []
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for outcome in pool.map(run, steps):
            tell(told(outcome))
            outcomes.append(outcome)
    tell(summary(outcomes))
    return all(outcome.passed for outcome in outcomes)


def told(outcome: Outcome) -> str:
    """Return a line on the step; what it printed matters if it failed, of tests also how many passed."""
    line = f"{'ok    ' if outcome.passed else 'FAILED'} {outcome.step.name} ({outcome.seconds:.1f} s)"
    if not outcome.passed:
        return f"{line}\n{outcome.printed.rstrip()}\n"
    return f"{line}: {last_line(outcome.printed)}" if outcome.step.name.endswith("tests") else line


def last_line(printed: str) -> str:
    return printed.rstrip().rpartition("\n")[2].strip("= ")


def summary(outcomes: list[Outcome]) -> str:
    failed = [outcome.step.name for outcome in outcomes if not outcome.passed]
    if failed:
        return f"checks: {len(failed)} of {len(outcomes)} failed: {', '.join(failed)}"
    return f"checks: all {len(outcomes)} passed"


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()  # pytest writes to the same terminal next


if __name__ == "__main__":
    sys.exit(0 if check((*STATIC_STEPS, UNIT_TESTS)) else 1)
