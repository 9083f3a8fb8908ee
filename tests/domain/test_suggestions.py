from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.worlds import BUCHAREST, MONDAY, on_monday, person, request, span
from tests.strategies import ALWAYS, DAY, HOUR, searches
from worker.domain.interval import Interval
from worker.domain.search import search
from worker.domain.search_request import SearchRequest
from worker.domain.sweep import sweep
from worker.domain.zones import local_date


def free_slots(asked: SearchRequest) -> set[Interval]:
    """Every free slot of the reading."""
    done = sweep(asked)
    return {done.starts.slot(index) for index in done.starts.indices(done.free)}


@given(searches())
def test_suggestions_are_free_apart_in_order_and_on_their_day(asked: SearchRequest) -> None:
    free, result = free_slots(asked), search(asked)

    for each in result.suggestions:
        slots = [ranked.slot for ranked in each.slots]
        assert 1 <= len(slots) <= 3
        assert slots == sorted(slots)
        assert not any(one.overlaps(other) for one, other in combinations(slots, 2))
        assert free.issuperset(slots)
        assert all(local_date(slot.start, asked.zone) == each.date for slot in slots)


@given(searches())
def test_suggestions_are_for_every_day_of_a_week_that_has_a_slot(asked: SearchRequest) -> None:
    result = search(asked)
    first = local_date(asked.window.start if result.found else asked.window.end, asked.zone)
    days = {local_date(slot.start, asked.zone) for slot in free_slots(asked)}

    assert [each.date for each in result.suggestions] == sorted(
        day for day in days if first <= day < first + 7 * DAY
    )


@given(searches(), st.integers(0, 5))
def test_alternatives_were_found_and_overlap_neither_the_choice_nor_each_other(
    asked: SearchRequest, count: int
) -> None:
    result = search(asked)
    for ranked in result.slots[:3]:
        others = result.alternatives(ranked.slot, count)
        slots = [ranked.slot, *(each.slot for each in others)]
        assert len(others) <= count
        assert not any(one.overlaps(other) for one, other in combinations(slots, 2))
        assert set(others) <= {*result.slots, *result.best_of_days}


def local(slots: list[Interval]) -> list[str]:
    return [f"{slot.start.astimezone(BUCHAREST):%a %H:%M}" for slot in slots]


def test_alternatives_are_spread_over_days() -> None:
    asked = request(person("ana@x"), minutes=60, window=span("2026-06-01T00:00", "2026-06-06T00:00"))
    result = search(asked, limit=5)

    assert local([each.slot for each in result.alternatives(result.slots[0].slot)]) == [
        "Tue 10:00",
        "Wed 10:00",
        "Thu 10:00",
    ]


def test_on_a_single_day_alternatives_come_from_that_day() -> None:
    asked = request(person("ana@x"), minutes=60, step=60)

    assert local([each.slot for each in search(asked).alternatives(on_monday("10:00-11:00"))]) == [
        "Mon 11:00",
        "Mon 12:00",
        "Mon 13:00",
    ]


def test_a_full_window_is_followed_by_a_week_of_suggestions() -> None:
    asked = request(person("ana@x", busy=["09:00-17:00"]), minutes=60, window=on_monday("09:00-17:00"))
    suggestions = search(asked).suggestions

    assert [str(each.date) for each in suggestions] == [
        "2026-06-02",
        "2026-06-03",
        "2026-06-04",
        "2026-06-05",
    ]
    assert local([each.slot for each in suggestions[0].slots]) == ["Tue 10:00", "Tue 11:00", "Tue 12:00"]


def test_suggestions_begin_with_the_window_where_it_has_a_slot() -> None:
    assert str(search(request(person("ana@x"))).suggestions[0].date) == MONDAY


def test_a_day_whose_midnight_comes_twice_is_suggested_once() -> None:
    zone = ZoneInfo("America/St_Johns")  # in 2010 its clocks went from 00:01 back to 23:01 of the day before
    start = datetime(2010, 11, 7, 2, 0, tzinfo=UTC)
    asked = request(person("ana@x", hours=ALWAYS), minutes=30, window=Interval(start, start + 4 * HOUR))

    dates = [str(each.date) for each in search(replace(asked, zone=zone)).suggestions]

    assert dates[:3] == ["2010-11-06", "2010-11-07", "2010-11-08"]
