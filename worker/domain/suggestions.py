"""What to offer instead: good slots on each of the next days, and next to a chosen one.

Slots that are offered together never overlap each other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from worker.domain.interval import Interval
from worker.domain.ranking import RankedSlot, Ranking
from worker.domain.starts import Starts
from worker.domain.sweep import Sweep
from worker.domain.zones import date_of, day_number, local_date

DAYS = 7
SLOTS_A_DAY = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    date: date
    """In the requester's zone."""
    slots: tuple[RankedSlot, ...]
    """In order of time."""


def suggest(done: Sweep, ranking: Ranking) -> tuple[Suggestion, ...]:
    """Return the best slots of seven local days; days without any are left out.

    The days begin with the window where it has a free slot, else where it ends.
    """
    day_of = done.starts.days.__getitem__
    edge = done.request.window.start if done.found else done.request.window.end
    first = day_number(local_date(edge, done.request.zone))
    free = [index for index in done.starts.indices(done.free) if 0 <= day_of(index) - first < DAYS]
    by_day = groupby(sorted(free, key=day_of), key=day_of)
    return tuple(Suggestion(date_of(day), _best(indices, ranking)) for day, indices in by_day)


def _best(indices: Iterable[int], ranking: Ranking) -> tuple[RankedSlot, ...]:
    best = _apart(ranking.order(indices), ranking.starts)
    return tuple(ranking.slot(index) for index in sorted(best))


def _apart(indices: Iterable[int], starts: Starts) -> list[int]:
    """Keep the first few starts whose meetings do not overlap."""
    kept: list[int] = []
    for index in indices:
        if all(abs(starts.at[index] - starts.at[other]) >= starts.length for other in kept):
            kept.append(index)
        if len(kept) == SLOTS_A_DAY:
            break
    return kept


def alternatives(
    ranked: Iterable[RankedSlot], chosen: Interval, zone: ZoneInfo, count: int = 3
) -> tuple[RankedSlot, ...]:
    """Return the next best slots beside a chosen one: first one a day, then whatever is good."""
    pool = tuple(ranked)
    picked: list[RankedSlot] = []
    for each in (*_one_a_day(pool, chosen, zone), *pool):
        if len(picked) == count:
            break
        if not any(each.slot.overlaps(other) for other in (chosen, *(slot.slot for slot in picked))):
            picked.append(each)
    return tuple(sorted(picked, key=pool.index))


def _one_a_day(pool: Iterable[RankedSlot], chosen: Interval, zone: ZoneInfo) -> Iterator[RankedSlot]:
    seen: set[date] = set()
    for each in pool:
        day = local_date(each.slot.start, zone)
        if day not in seen and not each.slot.overlaps(chosen):
            seen.add(day)
            yield each
