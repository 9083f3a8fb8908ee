from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from hypothesis import given

from tests.domain.oracle import Oracle, minute, minutes
from tests.domain.worlds import on_monday, person, request
from tests.strategies import intervals_near, searches
from worker.domain.availability import OnNotVisible, Visibility
from worker.domain.blockers import Reason
from worker.domain.interval import Interval
from worker.domain.search import search
from worker.domain.search_request import ExcludedDays, SearchRequest
from worker.domain.slot_check import Blocker, check_slot


@given(searches(), intervals_near)
def test_any_slot_is_blocked_by_whoever_really_blocks_it(
    asked: SearchRequest, near: Callable[[datetime], Interval]
) -> None:
    slot = near(asked.window.start)
    oracle, start = Oracle(asked), minute(slot.start)
    notice = {Blocker(None, Reason.NOTICE)} if start < minute(asked.now + asked.notice) else set()
    people = {
        Blocker(person.email, reason)
        for person in asked.people
        if person.required
        for reason in oracle.committed(person, start, minutes(slot.duration))
    }

    assert set(check_slot(asked, slot)) == notice | people


@given(searches())
def test_every_slot_that_was_found_can_be_had(asked: SearchRequest) -> None:
    assert not any(check_slot(asked, each.slot) for each in search(asked).slots)


def test_an_asked_time_is_held_neither_to_hours_nor_to_grid_nor_to_excluded_days() -> None:
    monday = ExcludedDays(frozenset({date(2026, 6, 1)}))
    asked = replace(request(person("ana@x")), excluded=monday)

    assert check_slot(asked, on_monday("22:07-22:44")) == ()


def test_blockers_come_in_order_the_notice_first() -> None:
    eva = replace(person("eva@x"), promised=(on_monday("10:00-11:00"),))
    guest = replace(person("guest@y"), visibility=Visibility.NOT_VISIBLE)
    asked = request(guest, eva, person("ana@x", busy=["10:00-11:00"]), notice=24 * 60)

    assert check_slot(replace(asked, on_not_visible=OnNotVisible.TREAT_BUSY), on_monday("10:30-11:00")) == (
        Blocker(None, Reason.NOTICE),
        Blocker("ana@x", Reason.BUSY),
        Blocker("eva@x", Reason.HOLD),
        Blocker("guest@y", Reason.UNKNOWN),
    )


def test_a_meeting_too_close_leaves_no_gap() -> None:
    asked = request(person("ana@x", busy=["10:00-11:00"]), gap_before=15, gap_after=30)

    assert check_slot(asked, on_monday("11:10-12:00")) == (Blocker("ana@x", Reason.GAP),)
    assert check_slot(asked, on_monday("11:15-12:00")) == ()
    assert check_slot(asked, on_monday("09:00-09:40")) == (Blocker("ana@x", Reason.GAP),)
    assert check_slot(asked, on_monday("09:00-09:30")) == ()


def test_an_optional_person_does_not_block_an_asked_time() -> None:
    asked = request(person("ion@x", required=False, busy=["10:00-11:00"]))

    assert check_slot(asked, on_monday("10:00-11:00")) == ()
