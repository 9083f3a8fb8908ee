"""Measure the search at three sizes, hold it to its targets, and say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tests.benchmarks.report import Report, Target
from tests.benchmarks.scheduling.agreement import agree
from tests.benchmarks.scheduling.calls import (
    EXPLAINED,
    PLAIN,
    RANKED,
    REFERENCE,
    REFERENCE_RANKED,
    RELAXED,
    WHOLE,
    calls,
)
from tests.benchmarks.scheduling.event_loop import OnTheLoop, on_the_loop
from tests.benchmarks.scheduling.loads import HALF_HOUR, LARGE, LOADS, MIDDLE, Load
from tests.benchmarks.stopwatch import Costs, costs, ratio, typical
from worker.domain.search_request import SearchRequest
from worker.domain.sweep import sweep

HEAVIEST_ON_THE_LOOP = Load(7, 428, 45)
"""The most people, days, starts and busy times that are not handed to a thread: eight meetings a day."""


@dataclass(frozen=True, slots=True)
class Measured:
    load: Load
    found: int
    costs: Costs
    blocked: Costs
    """Of a meeting so long that nothing is found, where relaxations are sought."""
    loop: OnTheLoop

    def times(self, name: str) -> float:
        """Return how many times the plain search something costs."""
        return ratio(self.blocked if name == RELAXED else self.costs, name, PLAIN)

    @property
    def speedup(self) -> float:
        return ratio(self.costs, REFERENCE, PLAIN)

    def figures(self) -> Mapping[str, object]:
        names = (REFERENCE, PLAIN, EXPLAINED, WHOLE, REFERENCE_RANKED, RANKED)
        return {
            "load": self.load.name,
            "found": self.found,
            **{f"{name}_ms": round(typical(self.costs, name), 3) for name in names},
            "relaxed_ms": round(typical(self.blocked, RELAXED), 3),
            "times_reference": round(self.speedup, 1),
            "ranked_times_reference": round(ratio(self.costs, REFERENCE_RANKED, RANKED), 1),
            "explained_to_plain": round(self.times(EXPLAINED), 2),
            "relaxed_to_plain": round(self.times(RELAXED), 2),
            "searched": self.loop.where,
            "loop_ms": round(self.loop.milliseconds, 1),
        }


def scheduling() -> Report:
    rows = {load: measure(load) for load in LOADS}
    heaviest = on_the_loop(HEAVIEST_ON_THE_LOOP.request())
    for row in rows.values():
        print(told(row))  # noqa: T201  (a command line speaks)
    print(f"heaviest on the loop: {HEAVIEST_ON_THE_LOOP.name}, {heaviest.milliseconds:.1f} ms")  # noqa: T201
    figures = {
        "loads": [row.figures() for row in rows.values()],
        "heaviest_loop_ms": round(heaviest.milliseconds, 1),
    }
    return Report("scheduling", figures, targets(rows, heaviest))


def measure(load: Load) -> Measured:
    request, none = load.request(), nothing_free(load)
    agree(request)
    agree(none)
    found = sweep(request).found.bit_count()
    of_none = {name: call for name, call in calls(none).items() if name in {PLAIN, RELAXED}}
    return Measured(load, found, costs(calls(request)), costs(of_none), on_the_loop(request))


def nothing_free(load: Load) -> SearchRequest:
    """Return the same search for a meeting longer than any free time."""
    duration = HALF_HOUR
    while sweep(load.request(duration)).found:
        duration += timedelta(minutes=15)
    return load.request(duration)


def targets(rows: Mapping[Load, Measured], heaviest: OnTheLoop) -> tuple[Target, ...]:
    middle, large = rows[MIDDLE].costs, rows[LARGE].costs
    longest = max(heaviest.milliseconds, *(row.loop.milliseconds for row in rows.values()))
    return (
        Target(f"times the reference at {MIDDLE.name}", rows[MIDDLE].speedup, at_least=15),
        Target("explained to plain", max(row.times(EXPLAINED) for row in rows.values()), at_most=2),
        Target("with relaxations to plain", max(row.times(RELAXED) for row in rows.values()), at_most=4),
        Target(f"{LARGE.name} to {MIDDLE.name}", typical(large, PLAIN) / typical(middle, PLAIN), at_most=15),
        Target("milliseconds on the event loop", longest, at_most=50),
    )


def told(row: Measured) -> str:
    shown = ", ".join(f"{name} {value}" for name, value in row.figures().items() if name != "load")
    return f"{row.load.name}: {shown}"
