"""The smallest changes that would open slots where a search found none.

Each is computed on the same reading and is true when tried on it: the same search with that
one change finds exactly so many slots.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.domain.blockers import earliest, excluded_spans, is_unknown, spans_of_days, with_gaps
from worker.domain.interval import Interval
from worker.domain.search_request import MORE_DAYS, Person, SearchRequest
from worker.domain.spans import (
    DAY,
    Span,
    floor_seconds,
    inner_span,
    merged,
    outer_span,
    whole_seconds,
    without,
)
from worker.domain.starts import Starts, StartSet, first_of, grid
from worker.domain.sweep import Sweep, bounds
from worker.domain.working_hours import open_spans

SHORTEST_MINUTES = 5
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class DropPerson:
    email: str


@dataclass(frozen=True, slots=True)
class ShorterDuration:
    minutes: int
    """The longest that fits anywhere in the window."""


@dataclass(frozen=True, slots=True)
class ExtendDays:
    days: int
    """By how many times 24 hours the window's end moves; the fewest that help."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    change: DropPerson | ShorterDuration | ExtendDays
    slots: int
    first: Interval


def relaxations(done: Sweep) -> tuple[Relaxation, ...]:
    """Return the people to do without (who opens most first), then a shorter meeting, then more days."""
    if done.found:
        return ()
    drops = sorted(_drops(done), key=lambda each: -each.slots)
    return (*drops, *_shorter(done.request), *_extended(done))


def _drops(done: Sweep) -> Iterator[Relaxation]:
    once = done.blocked_once() & done.in_window
    for each in done.required:
        opened = each.any & once
        if opened and not each.person.own:
            yield _opening(DropPerson(each.person.email), done.starts, opened)


def _opening(change: DropPerson | ExtendDays, starts: Starts, opened: StartSet) -> Relaxation:
    return Relaxation(change, opened.bit_count(), starts.slot(first_of(opened)))


def _extended(done: Sweep) -> Iterator[Relaxation]:
    end, read_end = floor_seconds(done.request.window.end), bounds(done.request)[1]
    for days in range(1, MORE_DAYS + 1):
        longer = end + days * DAY
        opened = done.free & done.starts.before(longer) if longer <= read_end else 0
        if opened:
            yield _opening(ExtendDays(days), done.starts, opened)
            return


def _shorter(request: SearchRequest) -> Iterator[Relaxation]:
    """Try the longest whole number of minutes for which any start of the window is free."""
    window, step = inner_span(request.window), whole_seconds(request.step)
    stretches = free_stretches(request, window)
    rests = _rests(grid(request.zone, window, step, SHORTEST_MINUTES * _MINUTE), stretches)
    minutes = max((rest for _, rest in rests), default=0) // _MINUTE
    fitting = [start for start, rest in rests if rest >= minutes * _MINUTE]
    if minutes >= SHORTEST_MINUTES and fitting:
        slots = Starts(fitting, (), minutes * _MINUTE)
        yield Relaxation(ShorterDuration(minutes), len(fitting), slots.slot(0))


def _rests(starts: Starts, stretches: list[Span]) -> list[Span]:
    """Return each start in a free stretch with the seconds from there to the stretch's end."""
    return [
        (start, end - start)
        for begin, end in stretches
        for first, last in starts.inside([(begin, end)])
        for start in starts.at[first:last]
    ]


def free_stretches(request: SearchRequest, window: Span) -> list[Span]:
    """Return the time of the window that no required person and no rule takes away."""
    required = [person for person in request.people if person.required]
    taken = [(window[0], earliest(request)), *excluded_spans(request, window)]
    for person in required:
        taken += _committed(person, request, window)
        taken += spans_of_days(person.kept_days_off, person.zone, window)
    for hours, zone, exceptions in {(each.hours, each.zone, each.exceptions) for each in required}:
        taken += without([window], open_spans(hours, zone, *window, exceptions=exceptions))
    return without([window], merged(taken))


def _committed(person: Person, request: SearchRequest, window: Span) -> list[Span]:
    if is_unknown(person, request.on_not_visible):
        return [window]
    return with_gaps(map(outer_span, (*person.busy, *person.promised)), request)
