"""Who and what keeps a meeting from starting when: one set of starts for each reason.

Required people decide, and so do the rules of the request itself (notice, excluded days).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial, reduce
from operator import or_
from zoneinfo import ZoneInfo

from worker.domain.availability import OnNotVisible, Visibility
from worker.domain.holidays import DaysOff
from worker.domain.search_request import ExcludedDays, Person, SearchRequest
from worker.domain.spans import Span, ceil_seconds, merged, outer_span, whole_seconds, without
from worker.domain.starts import Starts, StartSet
from worker.domain.working_hours import Exceptions, Hours, open_spans
from worker.domain.zones import spans_of_days as time_of_days


class Reason(StrEnum):
    """Why a start cannot be had. The order is the order of every list of reasons."""

    BUSY = "busy"
    OUTSIDE_HOURS = "outside_hours"
    GAP = "gap"
    """The meeting itself would fit, the free time wanted around it would not."""
    HOLD = "hold"
    """Promised by this system, and not in Google yet."""
    NOTICE = "notice"
    """In the past, or sooner than the notice allows."""
    EXCLUDED_DAY = "excluded_day"
    """Left out by the request, or a public holiday where a person is."""
    UNKNOWN = "unknown"
    """The calendar cannot be seen, and the policy does not take that for free."""


Blocks = Mapping[Reason, StartSet]


@dataclass(frozen=True, slots=True)
class PersonBlocks:
    person: Person
    by_reason: Blocks
    any: StartSet
    taken: tuple[Span, ...] = ()
    """Busy and promised time, in whatever order and pieces it came."""


def union(sets: Iterable[StartSet]) -> StartSet:
    return reduce(or_, sets, 0)


def blocks_of_all(request: SearchRequest, starts: Starts) -> tuple[PersonBlocks, ...]:
    """Return what every person blocks, in order of their addresses; what several share is looked at once."""
    off_work, off_days = cache(partial(_off_work, starts)), cache(partial(_off_days, starts))

    def blocks_of(person: Person) -> PersonBlocks:
        busy, promised = _taken(person)
        blocks = {
            **_committed(person, busy, promised, request, starts),
            Reason.OUTSIDE_HOURS: off_work(person.hours, person.zone, person.exceptions),
            Reason.EXCLUDED_DAY: off_days(person.kept_days_off, person.zone),
        }
        return PersonBlocks(person, blocks, union(blocks.values()), (*busy, *promised))

    return tuple(blocks_of(person) for person in sorted(request.people, key=lambda each: each.email))


def commitments(person: Person, request: SearchRequest, starts: Starts) -> Blocks:
    """Return what blocks apart from working hours."""
    return _committed(person, *_taken(person), request, starts)


def _taken(person: Person) -> tuple[list[Span], list[Span]]:
    """Return what Google shows, and what only this system knows of."""
    busy = [outer_span(each) for each in person.busy]
    return busy, without(merged(map(outer_span, person.promised)), merged(busy)) if person.promised else []


def _committed(
    person: Person, busy: list[Span], promised: list[Span], request: SearchRequest, starts: Starts
) -> Blocks:
    blocks = {
        Reason.BUSY: starts.set_of(starts.touching(busy)),
        Reason.HOLD: starts.set_of(starts.touching(promised)),
        Reason.UNKNOWN: starts.all if is_unknown(person, request.on_not_visible) else 0,
    }
    if request.gap_before or request.gap_after:
        near = starts.set_of(starts.touching(with_gaps([*busy, *promised], request)))
        blocks[Reason.GAP] = near & ~(blocks[Reason.BUSY] | blocks[Reason.HOLD])
    return blocks


def with_gaps(taken: Iterable[Span], request: SearchRequest) -> list[Span]:
    """Widen taken time so that a meeting which keeps clear of it has its gaps."""
    before, after = whole_seconds(request.gap_before), whole_seconds(request.gap_after)
    return [(start - after, end + before) for start, end in taken]


def is_unknown(person: Person, policy: OnNotVisible) -> bool:
    return person.visibility is Visibility.NOT_VISIBLE and policy is not OnNotVisible.TREAT_FREE


def _off_work(starts: Starts, hours: Hours, zone: ZoneInfo, exceptions: Exceptions) -> StartSet:
    at_work = open_spans(hours, zone, *starts.bounds, exceptions=exceptions)
    return starts.all ^ starts.set_of(starts.inside(at_work))


def _off_days(starts: Starts, days: DaysOff, zone: ZoneInfo) -> StartSet:
    return starts.set_of(starts.touching(spans_of_days(days, zone, starts.bounds)))


def rules(request: SearchRequest, starts: Starts) -> Blocks:
    """Return what the request itself forbids, whoever comes."""
    return {
        Reason.NOTICE: starts.earlier_than(earliest(request)),
        Reason.EXCLUDED_DAY: starts.set_of(starts.touching(excluded_spans(request, starts.bounds))),
    }


def earliest(request: SearchRequest) -> int:
    """Return the first second at which the notice allows a start."""
    return ceil_seconds(request.now) + whole_seconds(request.notice)


def excluded_spans(request: SearchRequest, bounds: Span) -> list[Span]:
    return spans_of_days(request.excluded, request.zone, bounds)


def spans_of_days(days: ExcludedDays | DaysOff, zone: ZoneInfo, bounds: Span) -> list[Span]:
    return time_of_days(zone, *bounds, days.__contains__) if days else []
