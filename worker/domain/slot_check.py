"""Whether one exact time can be had, and if not, who says no.

A time that somebody asked for is not held to working hours, to the grid or to excluded days:
only to being free, to the notice and to the gaps.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.domain.blockers import Reason, commitments, earliest
from worker.domain.interval import Interval
from worker.domain.search_request import SearchRequest
from worker.domain.spans import floor_seconds, outer_span
from worker.domain.starts import Starts


@dataclass(frozen=True, slots=True)
class Blocker:
    email: str | None
    """None where the rule of the notice says no."""
    reason: Reason


def check_slot(request: SearchRequest, slot: Interval) -> tuple[Blocker, ...]:
    """Return what blocks a slot, people in order of their addresses; empty means it can be had.

    Of the request counts what is known of the people, the notice, the gaps and the policy;
    window, duration and grid do not.
    """
    return tuple(_blockers(request, slot))


def _blockers(request: SearchRequest, slot: Interval) -> Iterator[Blocker]:
    start, end = outer_span(slot)
    if floor_seconds(slot.start) < earliest(request):
        yield Blocker(None, Reason.NOTICE)
    only = Starts([start], [0], end - start)
    for person in sorted(request.people, key=lambda each: each.email):
        blocks = commitments(person, request, only) if person.required else {}
        yield from (Blocker(person.email, reason) for reason in Reason if blocks.get(reason))
