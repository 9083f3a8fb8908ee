"""A search with everything that it rests on, so that it can be made again and gives the very same bytes.

Whoever changes what is answered to the same question raises `RULES`: decisions of before are told to be
of other rules then. `tests/domain/decisions.jsonl` holds some that show it.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from worker.domain.canonical import decode, encode
from worker.domain.explanation import Explanation, nothing_looked_at
from worker.domain.interval import Interval
from worker.domain.ranking import RankedSlot
from worker.domain.search import SearchResult, search
from worker.domain.search_request import SearchRequest
from worker.domain.slot_check import Blocker, check_slot
from worker.domain.suggestions import Suggestion

RULES: Final = 1
"""Of the search: hours, blockers, ranking, explanation, suggestions."""


@dataclass(frozen=True, slots=True)
class Versions:
    """What else an answer depends on."""

    zones: str
    """The zone data, and where it comes from."""
    worker: str
    rules: int = RULES


UNVERSIONED: Final = Versions("", "")


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched, and with what aim."""

    request: SearchRequest
    limit: int
    """How many slots are wanted."""
    has_passed: bool = False
    """Whether nothing was left of the window that was asked for: then only suggestions are sought."""
    slot: Interval | None = None
    """The exact time that was asked for."""
    present: Interval | None = None
    """Where the meeting is that is to be moved: no new time for it."""
    joining: SearchRequest | None = None
    """What `slot` is judged by, where people join a meeting: they alone have to be free then, while
    `request` seeks other times for everybody."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    slots: tuple[RankedSlot, ...]
    found: int
    best_of_days: tuple[RankedSlot, ...]
    explanation: Explanation
    suggestions: tuple[Suggestion, ...]
    blockers: tuple[Blocker, ...]
    """What stands in the way of the exact time; empty too where none was asked for."""
    alternatives: tuple[RankedSlot, ...]
    """Beside the exact time."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an outcome can be computed from."""

    question: Question
    versions: Versions


@dataclass(frozen=True, slots=True)
class Decision:
    """As it is kept."""

    inputs: bytes = field(repr=False)
    outcome: bytes = field(repr=False)


def find(question: Question) -> SearchResult:
    result = replace(search(question.request, question.limit), present=question.present)
    if not question.has_passed:
        return result
    explanation = nothing_looked_at(question.request.people)
    return replace(result, slots=(), found=0, best_of_days=(), explanation=explanation)


def outcome_of(question: Question, result: SearchResult) -> Outcome:
    slot = question.slot
    return Outcome(
        slots=result.slots,
        found=result.found,
        best_of_days=result.best_of_days,
        explanation=result.explanation,
        suggestions=result.suggestions,
        blockers=check_slot(question.joining or question.request, slot) if slot else (),
        alternatives=result.alternatives(slot) if slot else (),
    )


def decide(question: Question, versions: Versions) -> tuple[SearchResult, Decision]:
    """Search, and return too what is to be kept of it."""
    result = find(question)
    inputs = encode(Inputs(question, versions))
    return result, Decision(inputs, encode(outcome_of(question, result)))


def inputs_of(decision: Decision) -> Inputs:
    """Raise `NotReadable` where another release kept what this one does not know."""
    return decode(Inputs, decision.inputs)


def computed(question: Question) -> bytes:
    """Return the outcome as it is today."""
    return encode(outcome_of(question, find(question)))
