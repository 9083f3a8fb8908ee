"""One pass over all starts: who blocks which, and what is left.

The starts cover the whole reading; those of the window come first. Everything that a search
tells (slots, explanation, relaxations, suggestions) is read off the same sweep, so that
no two of them can disagree.
"""

from dataclasses import dataclass

from worker.domain.blockers import Blocks, PersonBlocks, Reason, blocks_of_all, rules, union
from worker.domain.search_request import SearchRequest
from worker.domain.spans import Span, floor_seconds, inner_span, whole_seconds
from worker.domain.starts import Starts, StartSet, grid


@dataclass(frozen=True, slots=True)
class Sweep:
    request: SearchRequest
    starts: Starts
    in_window: StartSet
    rules: Blocks
    people: tuple[PersonBlocks, ...]
    """In order of their addresses."""
    free: StartSet
    """Of the whole reading."""

    @property
    def found(self) -> StartSet:
        """What the search was asked for: the free starts of the window."""
        return self.free & self.in_window

    @property
    def offered(self) -> StartSet:
        """What there is to choose from: beyond the window only where it has nothing."""
        return self.found or self.free

    @property
    def required(self) -> tuple[PersonBlocks, ...]:
        return tuple(each for each in self.people if each.person.required)

    def blocked_by(self, reason: Reason) -> StartSet:
        return union([self.rules.get(reason, 0), *(each.by_reason.get(reason, 0) for each in self.required)])

    def blocked_once(self) -> StartSet:
        """Return the starts blocked by exactly one person, or by nothing but a rule."""
        once, twice = union(self.rules.values()), 0
        for each in self.required:
            twice |= once & each.any
            once |= each.any
        return once & ~twice


def sweep(request: SearchRequest) -> Sweep:
    starts = grid(request.zone, bounds(request), whole_seconds(request.step), whole_seconds(request.duration))
    ruled = rules(request, starts)
    people = blocks_of_all(request, starts)
    blocked = union([*ruled.values(), *(each.any for each in people if each.person.required)])
    in_window = starts.before(floor_seconds(request.window.end))
    return Sweep(request, starts, in_window, ruled, people, starts.all & ~blocked)


def bounds(request: SearchRequest) -> Span:
    """Return where meetings can be judged: a gap after one must have been read, too."""
    start, window_end = inner_span(request.window)
    read_end = floor_seconds(request.read.end - request.gap_after)
    return start, max(window_end, read_end)
