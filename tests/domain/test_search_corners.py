"""Corners of the calendar: odd hours, odd days, busy times of odd lengths, and clocks that change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.domain.worlds import BUCHAREST, at, on_monday, person, request, span
from tests.strategies import ALWAYS, MINUTE
from worker.domain.blockers import Reason
from worker.domain.interval import Interval
from worker.domain.search import search
from worker.domain.search_request import ExcludedDays, Person, SearchRequest
from worker.domain.working_hours import Hours, WorkingHours

EVERYTHING = 10_000
NIGHTS: Hours = (WorkingHours(frozenset(range(7)), 22 * 60, 6 * 60),)


def local_starts(asked: SearchRequest, pattern: str = "%a %H:%M") -> list[str]:
    slots = sorted(each.slot for each in search(asked, EVERYTHING).slots)
    return [f"{slot.start.astimezone(asked.zone):{pattern}}" for slot in slots]


def shared_hours(day: str, *people: Person) -> list[str]:
    """When they can meet for an hour on that day, by the clocks of Bucharest."""
    window = Interval(at(f"{day}T00:00"), at(f"{day}T00:00") + timedelta(hours=24))
    return local_starts(request(*people, minutes=60, step=60, window=window), "%H:%M")


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param("2026-03-05", ["16:00"], id="both in winter: seven hours apart"),
        pytest.param("2026-03-10", ["15:00", "16:00"], id="New York changed first: six hours"),
        pytest.param("2026-03-31", ["16:00"], id="both in summer: seven hours"),
        pytest.param("2026-10-27", ["15:00", "16:00"], id="Bucharest changed back first: six hours"),
        pytest.param("2026-11-03", ["16:00"], id="both in winter again"),
    ],
)
def test_between_two_changes_of_clocks_two_people_share_other_hours(day: str, hours: list[str]) -> None:
    assert shared_hours(day, person("ana@x"), person("joe@x", zone="America/New_York")) == hours


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param("2026-03-27", ["09:00"], id="Sydney in summer, Bucharest in winter: nine hours"),
        pytest.param("2026-03-31", ["09:00", "10:00"], id="both in summer: eight hours"),
        pytest.param("2026-04-07", ["09:00", "10:00", "11:00"], id="only Bucharest in summer: seven hours"),
    ],
)
def test_north_and_south_change_twice_against_each_other(day: str, hours: list[str]) -> None:
    late = (WorkingHours(frozenset(range(5)), 11 * 60, 19 * 60),)

    assert shared_hours(day, person("ana@x"), person("kim@x", zone="Australia/Sydney", hours=late)) == hours


def test_a_night_shift_over_the_end_of_the_week_and_a_change_of_clocks_is_an_hour_shorter() -> None:
    window = span("2026-03-28T21:00", "2026-03-29T21:00")
    asked = request(person("ana@x", hours=NIGHTS), minutes=60, step=60, window=window)

    assert local_starts(asked) == [
        *("Sat 22:00", "Sat 23:00", "Sun 00:00", "Sun 01:00", "Sun 02:00"),
        *("Sun 04:00", "Sun 05:00"),
    ]


def test_in_a_longer_night_an_hour_comes_twice() -> None:
    window = span("2026-10-25T00:00", "2026-10-25T07:00")
    asked = request(person("ana@x", hours=NIGHTS), minutes=60, step=60, window=window)

    assert local_starts(asked, "%H:%M") == ["00:00", "01:00", "02:00", "03:00", "03:00", "04:00", "05:00"]


def test_a_night_shift_of_one_weekday_ends_on_the_next() -> None:
    sunday = (WorkingHours(frozenset({6}), 22 * 60, 6 * 60),)
    asked = request(
        person("ana@x", hours=sunday),
        minutes=240,
        step=240,
        window=span("2026-05-29T00:00", "2026-06-03T00:00"),
    )

    assert local_starts(asked) == ["Mon 00:00"]


def test_weekdays_count_from_monday() -> None:
    week = span("2026-06-01T00:00", "2026-06-08T00:00")

    def days(weekday: int) -> list[str]:
        hours = (WorkingHours(frozenset({weekday}), 9 * 60, 10 * 60),)
        return local_starts(request(person("ana@x", hours=hours), minutes=60, window=week), "%a")

    assert [days(n) for n in range(7)] == [["Mon"], ["Tue"], ["Wed"], ["Thu"], ["Fri"], ["Sat"], ["Sun"]]


def test_hours_that_end_when_they_begin_are_a_whole_day() -> None:
    around = (WorkingHours(frozenset({0}), 9 * 60, 9 * 60),)
    asked = request(
        person("ana@x", hours=around),
        minutes=480,
        step=60,
        window=span("2026-06-01T00:00", "2026-06-03T00:00"),
    )

    assert (local_starts(asked)[0], local_starts(asked)[-1]) == ("Mon 09:00", "Tue 01:00")


def test_a_day_off_in_the_middle_of_the_week_has_no_slot() -> None:
    week = span("2026-06-01T00:00", "2026-06-08T00:00")
    asked = request(person("ana@x"), minutes=480, step=60, window=week)
    off = replace(asked, excluded=ExcludedDays(frozenset({date(2026, 6, 3)})))

    assert local_starts(off) == ["Mon 09:00", "Tue 09:00", "Thu 09:00", "Fri 09:00"]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        pytest.param(
            ("2026-12-31T00:00", "2027-01-03T00:00"), ["31 Dec", "01 Jan"], id="the end and start of a year"
        ),
        pytest.param(("2028-02-28T00:00", "2028-03-02T00:00"), ["28 Feb", "29 Feb", "01 Mar"], id="leap day"),
        pytest.param(("2027-02-26T00:00", "2027-03-02T00:00"), ["26 Feb", "01 Mar"], id="no leap day"),
        pytest.param(("2026-05-31T00:00", "2026-06-02T00:00"), ["01 Jun"], id="a week starts on Monday"),
    ],
)
def test_days_at_the_edges_of_weeks_and_years_are_days_like_others(
    window: tuple[str, str], expected: list[str]
) -> None:
    asked = request(person("ana@x"), minutes=480, step=60, window=span(*window))

    assert local_starts(asked, "%d %b") == expected


def test_samoa_had_no_thirtieth_of_december() -> None:
    apia = ZoneInfo("Pacific/Apia")
    window = Interval(datetime(2011, 12, 29, tzinfo=apia), datetime(2012, 1, 3, tzinfo=apia))
    asked = replace(
        request(person("ana@x", zone="Pacific/Apia", hours=ALWAYS), minutes=60, step=720, window=window),
        zone=apia,
    )

    assert local_starts(asked, "%d") == ["29", "29", "31", "31", "01", "01", "02", "02"]


@pytest.mark.parametrize(
    "busy",
    [
        pytest.param(timedelta(seconds=1), id="a second"),
        pytest.param(timedelta(microseconds=1), id="a part of a second"),
    ],
)
def test_the_shortest_busy_time_keeps_a_meeting_off(busy: timedelta) -> None:
    noon = at("2026-06-01T12:00")
    ana = replace(person("ana@x"), busy=(Interval(noon, noon + busy),))
    hour = span("2026-06-01T11:30", "2026-06-01T13:00")

    assert local_starts(request(ana, minutes=30, window=hour), "%H:%M") == ["11:30", "12:30"]


def test_a_busy_time_of_years_leaves_nothing() -> None:
    years = Interval(datetime(2001, 1, 1, tzinfo=UTC), datetime(2051, 1, 1, tzinfo=UTC))
    result = search(request(replace(person("ana@x"), busy=(years,)), minutes=30))

    assert (result.found, result.explanation.blocked[Reason.BUSY]) == (0, 48)


def test_busy_times_that_reach_over_the_edges_block_inside_and_touching_ones_do_not() -> None:
    ana = person("ana@x", busy=["08:00-10:30", "12:00-12:30", "15:30-18:00"])
    asked = request(ana, minutes=90, step=30, window=on_monday("09:00-17:00"))

    assert local_starts(asked, "%H:%M") == ["10:30", "12:30", "13:00", "13:30", "14:00"]


def test_a_gap_that_no_free_time_holds_leaves_nothing_and_says_so() -> None:
    ana = person("ana@x", busy=["08:00-09:00", "11:00-12:00", "14:00-15:00", "17:00-18:00"])
    told = search(request(ana, minutes=60, gap_before=61, gap_after=60, window=on_monday("09:00-17:00")))

    assert told.found == 0
    assert told.explanation.blocked[Reason.GAP] == 9


def test_where_all_are_optional_every_start_is_free() -> None:
    ana = person("ana@x", required=False, busy=["00:00-24:00"])
    ion = person("ion@x", required=False)

    assert search(request(ana, ion, minutes=30)).found == 48


def test_a_window_that_has_passed_is_all_notice() -> None:
    asked = request(person("ana@x"), now=at("2026-06-02T08:00"))
    told = search(asked).explanation

    assert (told.candidates, told.blocked[Reason.NOTICE]) == (48, 48)


@pytest.mark.parametrize("step", [7, 25, 45, 100])
def test_a_step_that_does_not_divide_the_hour_counts_from_midnight(step: int) -> None:
    asked = request(person("ana@x", hours=ALWAYS), minutes=30, step=step, window=on_monday("00:00-24:00"))
    midnight = at("2026-06-01T00:00")

    assert sorted((each.slot.start - midnight) // MINUTE for each in search(asked, EVERYTHING).slots) == list(
        range(0, 1440 - 29, step)
    )


def test_the_meeting_and_its_people_may_be_in_zones_of_quarter_hours() -> None:
    nepal = replace(
        request(
            person("ana@x", zone="Australia/Eucla"),
            minutes=60,
            window=span("2026-06-01T00:00", "2026-06-02T00:00"),
        ),
        zone=ZoneInfo("Asia/Kathmandu"),
    )

    assert nepal.zone != BUCHAREST
    assert local_starts(nepal, "%H:%M")[:3] == ["06:00", "06:30", "07:00"]


def test_a_flight_takes_its_elapsed_time_whatever_the_clocks_at_both_ends_say() -> None:
    takeoff = datetime(2026, 6, 1, 9, tzinfo=ZoneInfo("Europe/London"))
    landing = datetime(2026, 6, 1, 14, tzinfo=BUCHAREST)
    ana = replace(person("ana@x"), busy=(Interval(takeoff, landing),))

    assert local_starts(request(ana, minutes=60, step=60), "%H:%M") == [
        "09:00",
        "10:00",
        "14:00",
        "15:00",
        "16:00",
    ]
