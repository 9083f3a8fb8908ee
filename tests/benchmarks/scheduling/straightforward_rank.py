"""The ranking as one would write it first: every free start, every person, every busy time.

For searches as the benchmark asks them: everybody required and seen, no gaps, nothing preferred, nobody
at work over midnight. It works on whole seconds and expands hours once.
"""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from tests.benchmarks.scheduling.straightforward import Diary, Seconds, diaries_of, free_starts, seconds
from worker.domain.ranking_features import CORE, FAIR, FULL, SOON, SPREAD, TIDY
from worker.domain.search_request import SearchRequest
from worker.domain.working_hours import WorkingHours

HALF_HOUR, DAY = 1800, 86_400
WEEK = 7 * DAY
BONUS = (FULL, FULL * 2 // 3, FULL // 3)
"""Of the best three of a day."""
BY_DAY = (WorkingHours(frozenset(range(7)), 8 * 60, 19 * 60),)

Ranked = tuple[int, int]
"""A start and its score."""


def ranked(request: SearchRequest) -> list[Ranked]:
    """Return every free start with its score, the best first."""
    points, most = _points(request)
    days = {start: datetime.fromtimestamp(start, UTC).astimezone(request.zone).date() for start in points}
    if len(set(days.values())) > 1:
        most += SPREAD
        better: Counter[object] = Counter()
        for start in _best_first(points):
            place = better[days[start]]
            points[start] += SPREAD * (BONUS[place] if place < len(BONUS) else 0)
            better[days[start]] += 1
    return [(start, 100 * points[start] // (FULL * most)) for start in _best_first(points)]


def _best_first(points: dict[int, int]) -> list[int]:
    return sorted(points, key=lambda start: (-points[start], start))


def _points(request: SearchRequest) -> tuple[dict[int, int], int]:
    """Return what each free start has by itself, and the weights of all that counts."""
    length, first = int(request.duration.total_seconds()), seconds(request.window)[0]
    people, fair = diaries_of(request), diaries_of(_by_day(request))
    points: dict[int, int] = {}
    tidy: dict[int, int] = {}
    is_anything_near = False
    for start in free_starts(request):
        end, late = start + length, max(0, start - first - DAY)
        in_core = sum(_is_in_core(each, start, end) for each in people)
        is_fair = sum(each.works(start, end) for each in fair)
        points[start] = CORE * (FULL * in_core // len(people)) + FAIR * (FULL * is_fair // len(people))
        points[start] += SOON * (FULL * WEEK // (WEEK + late))
        rests = [rest for each in people for rest in _rests(each, start, end)]
        scraps = sum(0 < rest < HALF_HOUR for rest in rests)
        tidy[start] = TIDY * (FULL * (len(rests) - scraps) // len(rests))
        is_anything_near |= any(rest < HALF_HOUR for rest in rests)
    if not is_anything_near:
        return points, CORE + FAIR + SOON
    return {start: had + tidy[start] for start, had in points.items()}, CORE + FAIR + SOON + TIDY


def _by_day(request: SearchRequest) -> SearchRequest:
    return replace(request, people=tuple(replace(each, hours=BY_DAY) for each in request.people))


def _is_in_core(diary: Diary, start: int, end: int) -> bool:
    return any(
        opens + (closes - opens) // 8 <= start and end <= closes - (closes - opens) // 8
        for opens, closes in diary.at_work
    )


def _rests(diary: Diary, start: int, end: int) -> Seconds:
    """Return the free time before and after a meeting up to the next busy time of the same shift."""
    opens, closes = next(shift for shift in diary.at_work if shift[0] <= start and end <= shift[1])
    before = (start - ends for _, ends in diary.busy if opens < ends <= start)
    after = (begins - end for begins, _ in diary.busy if end <= begins < closes)
    return min(before, default=HALF_HOUR), min(after, default=HALF_HOUR)
