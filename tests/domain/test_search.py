"""The search against a brute force that looks at every minute."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.oracle import Oracle, minute
from tests.strategies import ALWAYS, DAY, MINUTE, intervals_near, searches, zones
from worker.domain import working_hours
from worker.domain import zones as world_clocks
from worker.domain.availability import OnNotVisible
from worker.domain.interval import Interval
from worker.domain.search import SearchResult, search
from worker.domain.search_request import ExcludedDays, SearchRequest

EVERYTHING = 10_000


def found(asked: SearchRequest) -> set[int]:
    """The minutes at which the slots that were found start."""
    return {minute(each.slot.start) for each in search(asked, EVERYTHING).slots}


def unranked(result: SearchResult) -> tuple[object, ...]:
    """All that has no order of rank."""
    return result.found, result.explanation, [each.date for each in result.suggestions]


def answer(result: SearchResult) -> str:
    """All of a result but the question, in a form that shows every difference."""
    return repr((result.slots, result.best_of_days, result.explanation, result.suggestions))


@given(searches())
def test_finds_every_free_start_and_no_other(asked: SearchRequest) -> None:
    assert sorted(found(asked)) == Oracle(asked).free()


@given(searches())
def test_every_slot_lasts_as_long_as_asked_and_lies_in_the_window(asked: SearchRequest) -> None:
    result = search(asked, EVERYTHING)

    assert result.found == len(result.slots)
    assert all(each.slot.duration == asked.duration for each in result.slots)
    assert all(asked.window.contains(each.slot) for each in result.slots)


@given(searches(), intervals_near)
def test_more_trouble_never_adds_a_slot(asked: SearchRequest, near: Callable[[datetime], Interval]) -> None:
    extra = near(asked.window.start)
    busier = tuple(replace(each, busy=(*each.busy, extra)) for each in asked.people)
    harder = [
        replace(asked, people=busier),
        replace(asked, people=tuple(replace(each, required=True) for each in asked.people)),
        replace(asked, gap_before=asked.gap_before + 10 * MINUTE),
        replace(asked, gap_after=asked.gap_after + 10 * MINUTE),
        replace(asked, notice=asked.notice + 40 * MINUTE),
        replace(asked, on_not_visible=OnNotVisible.TREAT_BUSY),
    ]

    before = found(asked)
    assert all(found(each) <= before for each in harder)


@given(searches())
def test_wider_hours_never_take_a_slot(asked: SearchRequest) -> None:
    wider = replace(asked, people=tuple(replace(each, hours=ALWAYS) for each in asked.people))

    assert found(asked) <= found(wider)


@given(searches(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_of_busy_times_does_not_matter(asked: SearchRequest, random: Random) -> None:
    people = [
        replace(
            each,
            busy=tuple(random.sample(each.busy, len(each.busy))),
            promised=tuple(random.sample(each.promised, len(each.promised))),
        )
        for each in random.sample(asked.people, len(asked.people))
    ]

    assert answer(search(replace(asked, people=tuple(people)))) == answer(search(asked))


@given(searches())
def test_a_busy_time_may_come_in_pieces_or_twice(asked: SearchRequest) -> None:
    def pieces(whole: Interval) -> list[Interval]:
        middle = whole.start + whole.duration / 2
        return [Interval(middle, whole.end), Interval(whole.start, middle), whole]

    people = tuple(
        replace(each, busy=tuple(piece for whole in each.busy for piece in pieces(whole)))
        for each in asked.people
    )

    assert answer(search(replace(asked, people=people))) == answer(search(asked))


@given(searches(), zones)
def test_instants_may_be_told_in_any_zone(asked: SearchRequest, there: ZoneInfo) -> None:
    def told(each: Interval) -> Interval:
        return Interval(each.start.astimezone(there), each.end.astimezone(there))

    elsewhere = replace(
        asked,
        window=told(asked.window),
        read=told(asked.read),
        now=asked.now.astimezone(there),
        preferred=asked.preferred and asked.preferred.astimezone(there),
        people=tuple(
            replace(p, busy=tuple(map(told, p.busy)), promised=tuple(map(told, p.promised)))
            for p in asked.people
        ),
    )

    assert answer(search(elsewhere)) == answer(search(asked))


@given(searches())
def test_the_same_question_has_the_same_answer_whatever_was_asked_before(asked: SearchRequest) -> None:
    before = answer(search(asked))
    working_hours._expanded.cache_clear()
    world_clocks._block.cache_clear()

    assert answer(search(asked)) == before


def with_trouble_beyond(asked: SearchRequest, around: Interval, minutes: int) -> SearchRequest:
    """Make everybody busy for so many minutes before (less than none), or after, a stretch of time."""
    edge = around.end if minutes > 0 else around.start
    far = Interval(*sorted((edge, edge + minutes * MINUTE)))
    busier = tuple(replace(each, busy=(*each.busy, far)) for each in asked.people)
    return replace(asked, people=busier)


@given(searches(), st.integers(-60, 60).filter(bool))
def test_what_happens_further_away_than_the_gaps_does_not_matter(asked: SearchRequest, minutes: int) -> None:
    near = asked.window.widened(asked.gap_before, asked.gap_after)
    read = near.widened(0 * DAY, 8 * DAY)
    half_an_hour = 30 * MINUTE

    assert found(with_trouble_beyond(asked, near, minutes)) == found(asked)
    assert unranked(search(with_trouble_beyond(asked, read, minutes))) == unranked(search(asked))
    far = with_trouble_beyond(asked, read.widened(half_an_hour, half_an_hour), minutes)
    assert answer(search(far)) == answer(search(asked))


@given(searches())
def test_where_clocks_never_change_a_week_later_is_the_same_again(asked: SearchRequest) -> None:
    week, steady = 7 * DAY, ZoneInfo("Asia/Kathmandu")

    def later(each: Interval) -> Interval:
        return Interval(each.start + week, each.end + week)

    here = replace(asked, zone=steady, people=tuple(replace(p, zone=steady) for p in asked.people))
    there = replace(
        here,
        window=later(here.window),
        read=later(here.read),
        now=here.now + week,
        excluded=ExcludedDays(frozenset(day + week for day in here.excluded.dates), here.excluded.weekdays),
        people=tuple(
            replace(
                p,
                busy=tuple(map(later, p.busy)),
                promised=tuple(map(later, p.promised)),
                days_off=frozenset(day + week for day in p.days_off),
                exceptions=tuple(replace(each, date=each.date + week) for each in p.exceptions),
            )
            for p in here.people
        ),
    )

    assert found(there) == {start + 7 * 1440 for start in found(here)}
