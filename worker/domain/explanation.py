"""Why a search found what it found: counted reasons, and who stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass

from worker.domain.availability import Visibility
from worker.domain.blockers import PersonBlocks, Reason
from worker.domain.relaxations import Relaxation
from worker.domain.search_request import Person
from worker.domain.starts import StartSet
from worker.domain.sweep import Sweep


@dataclass(frozen=True, slots=True)
class ParticipantBlocks:
    email: str
    state: Visibility
    blocks: int
    """How many starts of the window; none for an optional person."""
    blocks_alone: int
    """How many of them nobody else blocks, and no rule of the request."""


@dataclass(frozen=True, slots=True)
class Explanation:
    candidates: int
    """How many starts were looked at."""
    blocked: Mapping[Reason, int]
    """Every reason, in fixed order; a start with several counts under each."""
    participants: tuple[ParticipantBlocks, ...]
    """In order of their addresses."""
    relaxations: tuple[Relaxation, ...]
    """Empty where the search found something."""


def explain(done: Sweep, relaxations: tuple[Relaxation, ...]) -> Explanation:
    once = done.blocked_once() & done.in_window
    return Explanation(
        candidates=done.in_window.bit_count(),
        blocked={reason: (done.blocked_by(reason) & done.in_window).bit_count() for reason in Reason},
        participants=tuple(_participant(each, done.in_window, once) for each in done.people),
        relaxations=relaxations,
    )


def nothing_looked_at(people: tuple[Person, ...]) -> Explanation:
    """Explain a search whose window has passed: there was no start to look at."""
    nobody = [ParticipantBlocks(each.email, each.visibility, 0, 0) for each in people]
    participants = tuple(sorted(nobody, key=lambda each: each.email))
    return Explanation(0, dict.fromkeys(Reason, 0), participants, ())


def _participant(each: PersonBlocks, in_window: StartSet, once: StartSet) -> ParticipantBlocks:
    mine = each.any & in_window if each.person.required else 0
    person = each.person
    return ParticipantBlocks(person.email, person.visibility, mine.bit_count(), (mine & once).bit_count())
