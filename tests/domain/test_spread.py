"""Good times of several days: every day's best comes before any day's fourth."""

from collections import Counter
from dataclasses import replace

from hypothesis import given

from tests.domain.worlds import BUCHAREST, person, request, span
from tests.strategies import searches
from worker.domain.ranking import RankedSlot
from worker.domain.search import search
from worker.domain.search_request import SearchRequest
from worker.domain.suggestions import SLOTS_A_DAY
from worker.domain.zones import local_date


def ranked(asked: SearchRequest) -> tuple[RankedSlot, ...]:
    return search(asked, 10_000).slots


def fortnight() -> SearchRequest:
    return request(person("ana@x"), minutes=60, step=60, window=span("2026-06-01T00:00", "2026-06-15T00:00"))


def test_where_nothing_else_differs_the_best_of_each_day_comes_before_the_fourth_of_any() -> None:
    seen: Counter[str] = Counter()
    for each in ranked(replace(fortnight(), window=span("2026-06-01T00:00", "2026-08-29T00:00"))):
        day = f"{each.slot.start.astimezone(BUCHAREST):%m-%d}"
        if seen[day] == SLOTS_A_DAY:
            break
        seen[day] += 1

    assert len(seen) == 65  # working days


def test_the_best_of_the_first_days_come_one_after_the_other() -> None:
    local = [f"{each.slot.start.astimezone(BUCHAREST):%d. %H:%M}" for each in ranked(fortnight())]

    assert local[:6] == ["01. 10:00", "02. 10:00", "03. 10:00", "04. 10:00", "05. 10:00", "01. 11:00"]


@given(searches())
def test_the_best_of_each_day_says_so_where_there_are_several(asked: SearchRequest) -> None:
    result = search(asked, 10_000)
    said = [each for each in result.slots if "best_of_day" in each.reasons]
    days = {local_date(each.slot.start, asked.zone) for each in result.slots}

    assert said == (list(result.best_of_days) if len(days) > 1 else [])


@given(searches())
def test_spreading_never_changes_the_order_of_one_day(asked: SearchRequest) -> None:
    slots = ranked(asked)
    for day in {local_date(each.slot.start, asked.zone) for each in slots}:
        here = [each for each in slots if local_date(each.slot.start, asked.zone) == day]
        assert [each.score for each in here] == sorted((each.score for each in here), reverse=True)
        assert "best_of_day" not in here[-1].reasons or len(here) == 1
