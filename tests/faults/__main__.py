"""Fault tests: real workers on Apache Kafka, PostgreSQL and the local Google, and what is done to them.

`python -m tests.faults list` names the scenarios. `… run NAME [--commands N] [--kills K] [--seed S]
[--seconds T] [--without-guard]` plays one, and `… run all` all but those that say otherwise; each prints one
JSON line. The exit code is 0 if every promise was kept; without the guard, if one was broken that
the guard is there for. It is 1 if that went otherwise, and 2 if only something could not be played
to its end, which shows neither (or the arguments were wrong); 130 if it was interrupted.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence

from tests.faults.contents import listing
from tests.faults.options import Options
from tests.faults.playing import play_all
from tests.faults.run import PLAYED
from tests.faults.scenario import Scenario
from tests.faults.scenarios.known import SCENARIOS, named
from tests.faults.verdict.judge import Figures
from worker import logs

ALL = "all"
OUR_WORKER = "our worker"
"""What a contender goes without: all guards at once."""
NOT_AS_PROMISED, NOT_PLAYED, INTERRUPTED = 1, 2, 130


def main(arguments: Sequence[str]) -> int:
    wanted = parser().parse_args(arguments)
    if wanted.what == "list":
        print(listing(SCENARIOS))  # noqa: T201  (a command line speaks)
        return 0
    logs.configure("critical", sys.stderr)
    asked = [(scenario, options(scenario, wanted)) for scenario in chosen(wanted.name)]
    try:
        return exit_code(asyncio.run(play_all(asked, tell)))
    except KeyboardInterrupt:
        return INTERRUPTED


def exit_code(results: Sequence[Figures]) -> int:
    played = [result for result in results if result["met"][PLAYED]]
    if not all(is_as_promised(result) for result in played):
        return NOT_AS_PROMISED
    return 0 if len(played) == len(results) else NOT_PLAYED


def is_as_promised(result: Figures) -> bool:
    return bool(result["kept"] if result["without"] is None else result["caught"])


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    verbs = made.add_subparsers(dest="what", required=True)
    verbs.add_parser("list", help="name the scenarios")
    playing = verbs.add_parser("run", help="play a scenario, or `all`")
    names = [ALL, *(scenario.name for scenario in SCENARIOS)]
    playing.add_argument("name", choices=names, metavar="NAME", help="one of those that `list` names")
    playing.add_argument("--commands", type=at_least_one)
    playing.add_argument("--kills", type=int)
    playing.add_argument("--seed", type=int, default=1)
    playing.add_argument("--seconds", type=int, default=600, help="of a soak")
    playing.add_argument("--without-guard", action="store_true", help="expect a violation")
    return made


def at_least_one(text: str) -> int:
    """Read a number. Raise `ArgumentTypeError` for none: a run without commands would show nothing."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{number} is fewer than one")
    return number


def chosen(name: str) -> list[Scenario]:
    return [each for each in SCENARIOS if each.in_all] if name == ALL else [named(name)]


def options(scenario: Scenario, wanted: argparse.Namespace) -> Options:
    guard = scenario.guard if wanted.without_guard else None
    return Options(
        commands=wanted.commands or scenario.commands,
        kills=wanted.kills if wanted.kills is not None else scenario.kills,
        seed=wanted.seed,
        without=OUR_WORKER if scenario.program else guard,
        slots=scenario.slots,
        program=scenario.program,
        seconds=wanted.seconds,
    )


def tell(result: object) -> None:
    print(json.dumps(result), flush=True)  # noqa: T201  (the same)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
