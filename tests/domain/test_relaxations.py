from dataclasses import replace

import pytest
from hypothesis import given

from tests.domain.worlds import on_monday, person, request
from tests.strategies import DAY, MINUTE, searches
from worker.domain.interval import Interval
from worker.domain.relaxations import DropPerson, ExtendDays, Relaxation, ShorterDuration, free_stretches
from worker.domain.search import SearchResult, search
from worker.domain.search_request import SearchRequest
from worker.domain.spans import inner_span, instant_at
from worker.domain.starts import grid
from worker.domain.sweep import bounds

Change = DropPerson | ShorterDuration | ExtendDays


def changed(asked: SearchRequest, change: Change) -> SearchRequest:
    match change:
        case DropPerson(email):
            return replace(asked, people=tuple(each for each in asked.people if each.email != email))
        case ShorterDuration(minutes):
            return replace(asked, duration=minutes * MINUTE)
        case ExtendDays(days):
            return replace(asked, window=Interval(asked.window.start, asked.window.end + days * DAY))


def tried(asked: SearchRequest, change: Change) -> SearchResult:
    return search(changed(asked, change), 10_000)


def offered(asked: SearchRequest) -> list[Change]:
    return [each.change for each in search(asked).explanation.relaxations]


def minutes_shorter(asked: SearchRequest) -> range:
    return range(5, int(asked.duration / MINUTE))


@given(searches())
def test_a_relaxation_keeps_its_promise_when_tried(asked: SearchRequest) -> None:
    for each in search(asked).explanation.relaxations:
        result = tried(asked, each.change)
        assert result.found == each.slots > 0
        assert min(ranked.slot for ranked in result.slots) == each.first


@given(searches())
def test_where_dropping_somebody_is_not_offered_it_does_not_help(asked: SearchRequest) -> None:
    changes = offered(asked)
    if not search(asked).found:
        for each in asked.people:
            drop = DropPerson(each.email)
            assert (drop in changes) == (each.required and not each.own and tried(asked, drop).found > 0)


@given(searches())
def test_no_longer_meeting_fits_than_the_one_that_is_offered(asked: SearchRequest) -> None:
    if not search(asked).found and minutes_shorter(asked):
        best = max([each.minutes for each in offered(asked) if isinstance(each, ShorterDuration)], default=4)
        longer = best + 1
        if longer in minutes_shorter(asked):
            assert tried(asked, ShorterDuration(longer)).found == 0


@given(searches())
def test_no_fewer_days_help_than_those_that_are_offered(asked: SearchRequest) -> None:
    if not search(asked).found:
        known = int((instant_at(bounds(asked)[1]) - asked.window.end) / DAY)
        days = min([each.days for each in offered(asked) if isinstance(each, ExtendDays)], default=known + 1)
        assert all(tried(asked, ExtendDays(fewer)).found == 0 for fewer in range(1, min(days, 8)))


@given(searches())
def test_the_stretches_left_free_hold_exactly_the_slots_that_were_found(asked: SearchRequest) -> None:
    window, length = inner_span(asked.window), int(asked.duration.total_seconds())
    starts = grid(asked.zone, window, int(asked.step.total_seconds()), length)
    fitting = starts.set_of(starts.inside(free_stretches(asked, window)))

    assert [starts.slot(n) for n in starts.indices(fitting)] == sorted(
        each.slot for each in search(asked, 10_000).slots
    )


def relaxed(asked: SearchRequest) -> tuple[Relaxation, ...]:
    return search(asked).explanation.relaxations


BUSY = on_monday("09:00-17:00")


@pytest.fixture
def blocked() -> SearchRequest:
    ion = person("ion@x", busy=["09:00-12:00", "12:25-17:00"])
    return request(person("ana@x", own=True), ion, minutes=60, step=60, window=BUSY)


def test_offers_to_drop_a_person_to_shorten_or_to_wait(blocked: SearchRequest) -> None:
    drop, shorter, wait = relaxed(blocked)

    assert drop == Relaxation(DropPerson("ion@x"), 8, on_monday("09:00-10:00"))
    assert shorter == Relaxation(ShorterDuration(25), 1, on_monday("12:00-12:25"))
    assert wait == Relaxation(ExtendDays(1), 8, on_monday("33:00-34:00"))


def test_the_user_is_never_dropped() -> None:
    ana = person("ana@x", own=True, busy=["09:00-17:00"])

    assert DropPerson("ana@x") not in offered(request(ana, window=BUSY))


def test_whoever_opens_most_comes_first() -> None:
    ana, ion = person("ana@x", busy=["09:00-11:00"]), person("ion@x", busy=["11:00-17:00"])
    asked = request(ana, ion, minutes=60, step=60, window=BUSY)

    assert offered(asked)[:2] == [DropPerson("ion@x"), DropPerson("ana@x")]


def test_nothing_is_relaxed_where_something_was_found() -> None:
    assert relaxed(request(person("ana@x"))) == ()


def test_a_meeting_is_never_made_shorter_than_five_minutes() -> None:
    ana = person("ana@x", busy=["09:04-17:00"])

    assert not [
        change for change in offered(request(ana, window=BUSY)) if isinstance(change, ShorterDuration)
    ]


def test_more_days_are_offered_only_as_far_as_was_read(blocked: SearchRequest) -> None:
    unread = replace(blocked, read=blocked.window)

    assert not [change for change in offered(unread) if isinstance(change, ExtendDays)]
