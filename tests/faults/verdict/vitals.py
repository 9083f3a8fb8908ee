"""What replicas measure of themselves over time, and what has grown when it should not have.

Memory is judged by medians: of a third quarter and of a last one, whose middles lie a quarter
apart, so that what was gained between them is half of what the second half gains. Medians, because
a single sample may fall on a busy moment; not the last minus the first, for the same reason.
Tasks and descriptors are compared at two moments of the same load: none.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.faults.world.fleet import Samples, total

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Vitals:
    """One replica at one moment."""

    replica: str
    at: float
    """Seconds since the soak began."""
    resident_bytes: float
    tasks: int
    descriptors: int


def vitals_of(replica: str, at: float, samples: Samples) -> Vitals | None:
    """Return None if it did not answer."""
    if not samples:
        return None
    return Vitals(
        replica,
        at,
        total(samples, "process_resident_memory_bytes"),
        round(total(samples, "vai_tasks")),
        round(total(samples, "process_open_fds")),
    )


def by_replica(vitals: Sequence[Vitals]) -> Mapping[str, list[Vitals]]:
    found: defaultdict[str, list[Vitals]] = defaultdict(list)
    for each in vitals:
        found[each.replica].append(each)
    return found


def growth(vitals: Sequence[Vitals], seconds: float) -> dict[str, float]:
    """Return by how many megabytes each replica's memory grows in the second half of so many seconds.

    Raise `StatisticsError` for a replica that was not seen in one of the two quarters.
    """
    return {name: round(grown(seen, seconds), 2) for name, seen in by_replica(vitals).items()}


def grown(vitals: Sequence[Vitals], seconds: float) -> float:
    third = [each.resident_bytes for each in vitals if seconds / 2 <= each.at < seconds * 3 / 4]
    last = [each.resident_bytes for each in vitals if each.at >= seconds * 3 / 4]
    return 2 * (median(last) - median(third)) / MEGABYTE


def at_rest(vitals: Sequence[Vitals], begin: float, end: float) -> dict[str, tuple[int, int]]:
    """Return the fewest tasks and descriptors that each replica had within a pause.

    The fewest, because something that comes round now and then is no leak, and a leak stays.
    """
    inside = [each for each in vitals if begin <= each.at <= end]
    return {
        name: (min(each.tasks for each in seen), min(each.descriptors for each in seen))
        for name, seen in by_replica(inside).items()
    }
