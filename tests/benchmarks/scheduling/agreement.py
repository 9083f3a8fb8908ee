"""The worker's search and the straightforward one have to say the same, or their times mean nothing."""

from dataclasses import replace
from datetime import timedelta

from tests.benchmarks.scheduling.straightforward import Diary, diaries_of, free_starts, starts
from tests.benchmarks.scheduling.straightforward_rank import ranked
from worker.domain.blockers import Reason
from worker.domain.explanation import Explanation
from worker.domain.interval import Interval
from worker.domain.relaxations import DropPerson, ExtendDays, Relaxation, ShorterDuration
from worker.domain.search import search
from worker.domain.search_request import SearchRequest

EVERYTHING = 100_000


class Disagreement(AssertionError):
    """The two searches gave different answers."""


def agree(request: SearchRequest) -> None:
    """Compare slots, their rank and scores, counts and relaxations. Raise `Disagreement`."""
    result = search(request, EVERYTHING)
    _same("slots", sorted(int(each.slot.start.timestamp()) for each in result.slots), free_starts(request))
    scored = [(int(each.slot.start.timestamp()), each.score) for each in result.slots]
    _same("ranks", scored, ranked(request))
    _same("counts", told(result.explanation), counted(request))
    for each in result.explanation.relaxations:
        opened = free_starts(relaxed(request, each))
        _same("relaxation", (each.slots, int(each.first.start.timestamp())), (len(opened), opened[0]))


def _same(what: str, ours: object, reference: object) -> None:
    if ours != reference:
        raise Disagreement(f"{what}: ours {ours}, the reference {reference}")


Counts = tuple[int, dict[Reason, int], dict[str, tuple[int, int]]]
"""Candidates; starts by reason; by address how many a person blocks, and blocks alone."""


def told(explanation: Explanation) -> Counts:
    people = {each.email: (each.blocks, each.blocks_alone) for each in explanation.participants}
    blocked = {reason: count for reason, count in explanation.blocked.items() if count}
    return explanation.candidates, blocked, people


def counted(request: SearchRequest) -> Counts:
    """Count what the straightforward search sees that never stops short."""
    diaries, duration = diaries_of(request), int(request.duration.total_seconds())
    blocked = dict.fromkeys(Reason, 0)
    people = {each.email: (0, 0) for each in diaries}
    for start in starts(request):
        blame = {each.email: against(each, start, start + duration) for each in diaries}
        guilty = [email for email, reasons in blame.items() if reasons]
        for reason in set().union(*blame.values()):
            blocked[reason] += 1
        for email in guilty:
            blocks, alone = people[email]
            people[email] = blocks + 1, alone + (len(guilty) == 1)
    return len(starts(request)), {reason: count for reason, count in blocked.items() if count}, people


def against(diary: Diary, start: int, end: int) -> set[Reason]:
    holds = {
        Reason.BUSY: diary.is_busy(start, end),
        Reason.OUTSIDE_HOURS: not diary.works(start, end),
    }
    return {reason for reason, it_does in holds.items() if it_does}


def relaxed(request: SearchRequest, relaxation: Relaxation) -> SearchRequest:
    match relaxation.change:
        case DropPerson(email):
            return replace(request, people=tuple(each for each in request.people if each.email != email))
        case ShorterDuration(minutes):
            return replace(request, duration=timedelta(minutes=minutes))
        case ExtendDays(days):
            longer = Interval(request.window.start, request.window.end + timedelta(days=days))
            return replace(request, window=longer)
