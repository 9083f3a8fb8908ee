"""What makes one free slot better than another: its features, each with a fixed weight.

A feature gives every slot 0 to `FULL`. Only those that can tell slots apart count: without a preferred
time its feature is left out, without optional people theirs, without anything beside any slot
that of the neighbours.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from worker.domain.neighbours import Neighbours, neighbours
from worker.domain.rank_reason import RankReason
from worker.domain.search_request import SearchRequest
from worker.domain.spans import DAY, ceil_seconds
from worker.domain.starts import Starts
from worker.domain.sweep import Sweep
from worker.domain.working_hours import Exceptions, Hours, WorkingHours, open_spans

FULL = 1000
PREFERRED, OPTIONAL, CORE, FAIR, TIDY, SPREAD, SOON = 80, 10, 8, 7, 6, 5, 4
_HOUR = 3600
_NEAR = 2 * _HOUR
_WEEK = 7 * DAY
_FAIR_HOURS: Hours = (WorkingHours(frozenset(range(7)), 8 * 60, 19 * 60),)

HoursThere = tuple[Hours, ZoneInfo, Exceptions]


@dataclass(frozen=True, slots=True)
class Feature:
    weight: int
    value: Callable[[int], int]
    """Of the start with an index, 0 to `FULL`."""
    reason: Callable[[int], RankReason | None]
    """What to say of the same start."""


def features(done: Sweep) -> Iterator[Feature]:
    """Give all that do not depend on how the others rank a slot."""
    yield from _when(done.request, done.starts)
    yield from _who(done)
    near = neighbours(done)
    if any(near.scraps[index] or near.adjoining[index] for index in done.starts.indices(done.offered)):
        yield _tidy(near)


def all_of_it(weight: int, value: Callable[[int], int], reason: RankReason) -> Feature:
    """Return a feature that says something of those slots only to which it gives all it can."""
    return Feature(weight, value, lambda index: reason if value(index) == FULL else None)


def _when(request: SearchRequest, starts: Starts) -> Iterator[Feature]:
    if request.preferred is not None:
        yield _preferred(starts, ceil_seconds(request.preferred))
    yield all_of_it(SOON, _soonness(starts, ceil_seconds(request.window.start)), RankReason.SOON)


def _preferred(starts: Starts, wanted: int) -> Feature:
    def value(index: int) -> int:
        return _nearness(abs(starts.at[index] - wanted))

    def reason(index: int) -> RankReason | None:
        distance = abs(starts.at[index] - wanted)
        near = RankReason.NEAR_PREFERRED_TIME if distance <= _NEAR else None
        return near if distance else RankReason.PREFERRED_TIME

    return Feature(PREFERRED, value, reason)


def _nearness(distance: int) -> int:
    """Return `FULL` for no distance, else less than half of it, a quarter after an hour."""
    return FULL * _HOUR // (2 * (_HOUR + distance)) if distance else FULL


def _soonness(starts: Starts, window_start: int) -> Callable[[int], int]:
    """Give `FULL` on the first day, half of it a week later."""
    return lambda index: FULL * _WEEK // (_WEEK + max(0, starts.at[index] - window_start - DAY))


def _who(done: Sweep) -> Iterator[Feature]:
    people, starts = done.request.people, done.starts
    optional = [each for each in done.people if not each.person.required]
    if optional:
        free = starts.counts((1, starts.runs(starts.all & ~each.any)) for each in optional)
        yield _share(OPTIONAL, free, len(optional), RankReason.OPTIONAL_FREE)
    if people:
        own = Counter((person.hours, person.zone, person.exceptions) for person in people)
        same: Counter[HoursThere] = Counter((_FAIR_HOURS, person.zone, ()) for person in people)
        yield _share(CORE, _inside(own, starts, core=True), len(people), RankReason.CORE_HOURS)
        yield _share(FAIR, _inside(same, starts, core=False), len(people), RankReason.FAIR_HOURS)


def _inside(groups: Counter[HoursThere], starts: Starts, *, core: bool) -> list[int]:
    """Count for each start the people on whose clocks the meeting lies inside the given hours."""
    return starts.counts(
        (number, starts.inside(open_spans(hours, zone, *starts.bounds, core=core, exceptions=exceptions)))
        for (hours, zone, exceptions), number in groups.items()
    )


def _share(weight: int, counts: Sequence[int], total: int, reason: RankReason) -> Feature:
    """Weigh how many of all people a start suits."""
    return all_of_it(weight, lambda index: FULL * counts[index] // total, reason)


def _tidy(near: Neighbours) -> Feature:
    """Weigh how many sides of all people are left without a scrap."""

    def reason(index: int) -> RankReason | None:
        tidy = RankReason.NEXT_TO_MEETINGS if near.adjoining[index] else RankReason.WITH_ROOM
        return None if near.scraps[index] else tidy

    return Feature(TIDY, lambda index: FULL * (near.sides - near.scraps[index]) // near.sides, reason)
