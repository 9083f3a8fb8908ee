"""Every benchmark, by the name under which it is run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.benchmarks.fanout.measured import fanout
from tests.benchmarks.report import Report
from tests.benchmarks.scheduling.measured import scheduling


@dataclass(frozen=True, slots=True)
class Benchmark:
    what: str
    run: Callable[[], Report]


BENCHMARKS: Mapping[str, Benchmark] = {
    "fanout": Benchmark("asking Google about many people, and for many commands at once", fanout),
    "scheduling": Benchmark("the search for a time, beside a straightforward one", scheduling),
}


def listing(benchmarks: Mapping[str, Benchmark]) -> str:
    width = max(map(len, benchmarks))
    return "\n".join(f"{name:{width}}  {benchmark.what}" for name, benchmark in benchmarks.items())
