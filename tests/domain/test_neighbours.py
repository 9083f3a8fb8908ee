"""A time is better that leaves nobody a scrap: what lies next to it, and what is far enough."""

from dataclasses import replace

import pytest

from tests.domain.worlds import BUCHAREST, on_monday, person, request
from tests.strategies import ALWAYS
from worker.domain.availability import Visibility
from worker.domain.search import search
from worker.domain.search_request import Person, SearchRequest
from worker.domain.working_hours import WorkingHours

WEEK = frozenset(range(5))
SHIFTS = WorkingHours(WEEK, 9 * 60, 13 * 60), WorkingHours(WEEK, 13 * 60 + 15, 17 * 60)
HALF_PAST = on_monday("12:00-13:00")
TIDY = {"next_to_meetings", "with_room"}


def told(asked: SearchRequest) -> dict[str, set[str]]:
    """What is said of the neighbours of each time, by its start."""
    return {
        f"{each.slot.start.astimezone(BUCHAREST):%H:%M}": TIDY.intersection(each.reasons)
        for each in search(asked, 1000).slots
    }


def quarters(*people: Person, gap_before: int = 0, gap_after: int = 0) -> dict[str, set[str]]:
    """Look at half an hour at every quarter of an hour."""
    return told(request(*people, step=15, gap_before=gap_before, gap_after=gap_after))


def test_a_time_that_adjoins_a_meeting_is_next_to_it_and_one_a_quarter_away_leaves_a_scrap() -> None:
    said = quarters(person("ana@x", busy=["12:00-13:00"]))

    assert [said[at] for at in ("11:00", "11:15", "11:30")] == [{"with_room"}, set(), {"next_to_meetings"}]
    assert [said[at] for at in ("13:00", "13:15", "13:30")] == [{"next_to_meetings"}, set(), {"with_room"}]


def test_the_gaps_that_were_asked_for_are_no_scrap() -> None:
    said = quarters(person("ana@x", busy=["12:00-13:00"]), gap_before=15, gap_after=30)

    assert [said[at] for at in ("10:30", "10:45", "11:00")] == [{"with_room"}, set(), {"next_to_meetings"}]
    assert [said[at] for at in ("13:15", "13:30", "13:45")] == [{"next_to_meetings"}, set(), {"with_room"}]


def test_a_scrap_on_one_side_spoils_the_neighbour_on_the_other() -> None:
    said = quarters(person("ana@x", busy=["12:00-13:00", "13:45-14:00"]))

    assert said["13:00"] == set()


def test_a_scrap_for_one_spoils_what_adjoins_a_meeting_of_the_other() -> None:
    ana, ion = person("ana@x", busy=["12:00-13:00"]), person("ion@x", busy=["12:00-12:45"])

    assert quarters(ana, ion)["13:00"] == set()


def test_the_beginning_and_the_end_of_the_working_day_leave_no_scrap() -> None:
    said = quarters(person("ana@x", busy=["12:00-13:00"]))

    assert said["09:00"] == said["09:15"] == said["16:15"] == said["16:30"] == {"with_room"}


def test_what_lies_outside_working_hours_is_no_neighbour() -> None:
    said = quarters(person("ana@x", busy=["08:00-08:45", "12:00-13:00", "17:00-18:00"]))

    assert said["09:00"] == said["16:15"] == said["16:30"] == {"with_room"}


def test_a_break_between_two_shifts_is_no_scrap() -> None:
    assert quarters(person("ana@x", hours=SHIFTS, busy=["13:15-14:00"]))["12:30"] == {"with_room"}


def test_a_break_between_two_shifts_is_no_scrap_after_what_came_before_it() -> None:
    assert quarters(person("ana@x", hours=SHIFTS, busy=["12:00-12:50"]))["13:15"] == {"with_room"}


def test_what_reaches_into_a_break_begins_with_the_shift() -> None:
    ana = person("ana@x", hours=SHIFTS, busy=["13:10-14:00"])

    assert quarters(ana, gap_after=10)["12:30"] == {"with_room"}


def test_a_window_that_cuts_a_shift_does_not_hide_what_lies_before_it() -> None:
    ana = person("ana@x", hours=ALWAYS, busy=["02:00-02:45"])
    from_midnight_in_utc = request(ana, step=15, window=on_monday("03:00-06:00"))

    said = told(from_midnight_in_utc)
    assert (said["03:00"], said["03:15"]) == (set(), {"with_room"})


def test_promises_of_this_system_are_neighbours_too() -> None:
    ana = replace(person("ana@x"), promised=(on_monday("12:00-13:00"),))

    assert quarters(ana)["13:00"] == {"next_to_meetings"}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(person("ion@x", required=False, busy=["12:00-13:00"]), id="optional"),
        pytest.param(
            replace(person("ion@x"), promised=(HALF_PAST,), visibility=Visibility.NOT_VISIBLE), id="unknown"
        ),
    ],
)
def test_who_need_not_come_or_cannot_be_seen_has_no_neighbours(other: Person) -> None:
    said = quarters(person("ana@x"), other)

    assert not any(said.values())


def test_where_nobody_has_anything_to_do_neighbours_do_not_count() -> None:
    best = search(request(person("ana@x"))).slots[0]

    assert (best.score, TIDY.intersection(best.reasons)) == (100, set())


def test_what_is_said_of_neighbours_moves_a_time_up() -> None:
    asked = request(person("ana@x", busy=["10:00-11:15", "13:00-14:00"]), step=15)
    order = [f"{each.slot.start.astimezone(BUCHAREST):%H:%M}" for each in search(asked, 100).slots]

    assert order.index("11:15") < order.index("11:45") < order.index("11:30")


def test_a_whole_day_of_busy_times_in_pieces_is_one_neighbour() -> None:
    whole = quarters(person("ana@x", busy=["12:00-13:00"]))
    pieces = quarters(person("ana@x", busy=["12:30-13:00", "12:00-12:40", "12:00-12:30", "12:10-12:20"]))

    assert pieces == whole
