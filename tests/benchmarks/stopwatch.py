"""What calls cost in CPU time, measured in turns, so that whatever slows the machine slows them all."""

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median

Call = Callable[[], object]
Costs = Mapping[str, tuple[float, ...]]
"""By name: milliseconds of CPU of each round."""

ROUNDS = 15
ROUND_MS = 30.0
"""A call that is shorter is repeated within its round for about so long."""


def costs(calls: Mapping[str, Call], rounds: int = ROUNDS) -> Costs:
    """Measure all calls once in each round."""
    times = {name: _repeats(call) for name, call in calls.items()}
    measured: dict[str, list[float]] = {name: [] for name in calls}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, call in calls.items():
                measured[name].append(_cost(call, times[name]))
    finally:
        gc.enable()
    return {name: tuple(each) for name, each in measured.items()}


def typical(costs: Costs, name: str) -> float:
    """Return the median in milliseconds."""
    return median(costs[name])


def ratio(costs: Costs, name: str, to: str) -> float:
    """Return the median of the ratios of each round, in which both were measured side by side."""
    return median(one / other for one, other in zip(costs[name], costs[to], strict=True))


def _repeats(call: Call) -> int:
    _cost(call, 1)
    return max(1, round(ROUND_MS / max(_cost(call, 1), 0.001)))


def _cost(call: Call, times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) * 1000 / times
