"""Public holidays keep people off, each by the calendar of the place where they are."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.domain.worlds import at, on_monday, person, request, span
from tests.strategies import ALWAYS
from worker.domain.blockers import Reason
from worker.domain.holidays import NO_HOLIDAYS, Holidays
from worker.domain.relaxations import DropPerson
from worker.domain.search import search
from worker.domain.search_request import Person
from worker.domain.slot_check import check_slot

MONDAY = date(2026, 6, 1)
HOLIDAYS = Holidays({"Europe/Bucharest": frozenset({MONDAY})})
"""Whit Monday, and children's day, in Romania."""


def at_home(some: Person) -> Person:
    return replace(some, days_off=HOLIDAYS.of(some.zone))


def test_a_zone_has_the_holidays_of_its_country_and_others_none() -> None:
    assert HOLIDAYS.of(ZoneInfo("Europe/Bucharest")) == {MONDAY}
    assert HOLIDAYS.of(ZoneInfo("Europe/Berlin")) == frozenset()
    assert NO_HOLIDAYS.of(ZoneInfo("Europe/Bucharest")) == frozenset()


def test_nobody_meets_on_a_holiday() -> None:
    told = search(request(at_home(person("ana@x")), window=span("2026-06-01T00:00", "2026-06-03T00:00")))

    assert {each.slot.start.date() for each in told.slots} == {date(2026, 6, 2)}
    assert told.explanation.blocked[Reason.EXCLUDED_DAY] == 48
    assert told.explanation.participants[0].blocks == 96 - 16


def test_a_holiday_is_that_of_whoever_has_it() -> None:
    ana, joe = at_home(person("ana@x")), at_home(person("joe@x", zone="Europe/Berlin"))
    told = search(request(ana, joe, window=on_monday("10:00-17:00"))).explanation

    assert [(each.email, each.blocks_alone) for each in told.participants] == [("ana@x", 14), ("joe@x", 0)]
    assert told.relaxations[0].change == DropPerson("ana@x")


def test_a_holiday_begins_and_ends_by_the_clock_where_it_is() -> None:
    kim = replace(person("kim@x", zone="Asia/Kathmandu", hours=ALWAYS), days_off=frozenset({MONDAY}))
    asked = request(kim, minutes=15, step=15, window=span("2026-05-31T18:00", "2026-06-02T00:00"))
    slots = sorted(each.slot for each in search(asked, 1000).slots)
    last, first = max(pairwise(slots), key=lambda pair: pair[1].start - pair[0].end)

    assert (last.end, first.start) == (at("2026-05-31T21:15"), at("2026-06-01T21:15"))


def test_an_optional_person_s_holiday_blocks_nothing() -> None:
    ana, ion = person("ana@x"), at_home(person("ion@x", required=False))

    assert search(request(ana, ion)).found == 16


def test_an_asked_time_is_not_held_to_holidays() -> None:
    assert check_slot(request(at_home(person("ana@x"))), on_monday("10:00-10:30")) == ()
