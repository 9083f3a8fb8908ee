"""The search, day by day: what people see of it."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.domain.worlds import at, person, request, span
from tests.strategies import ALWAYS, DAY, MINUTE
from worker.domain.availability import OnNotVisible, Visibility
from worker.domain.interval import Interval
from worker.domain.search import search
from worker.domain.search_request import SearchRequest, not_visible, reading
from worker.domain.working_hours import WorkingHours

EVERYTHING = 10_000


def local_starts(asked: SearchRequest) -> list[str]:
    slots = sorted(each.slot for each in search(asked, EVERYTHING).slots)
    return [f"{slot.start.astimezone(asked.zone):%H:%M}" for slot in slots]


def test_a_day_of_office_hours_around_two_meetings() -> None:
    asked = request(person("ana@x", busy=["09:30-11:00", "12:00-16:00"]), minutes=60)

    assert local_starts(asked) == ["11:00", "16:00"]


def test_a_meeting_may_end_exactly_when_the_hours_end() -> None:
    assert local_starts(request(person("ana@x"), minutes=60))[-1] == "16:00"


def test_gaps_do_not_apply_to_the_edges_of_the_hours() -> None:
    asked = request(person("ana@x", busy=["12:00-13:00"]), minutes=60, gap_before=30, gap_after=30)

    assert local_starts(asked) == [
        "09:00",
        "09:30",
        "10:00",
        "10:30",
        "13:30",
        "14:00",
        "14:30",
        "15:00",
        "15:30",
        "16:00",
    ]


def test_an_optional_person_never_blocks() -> None:
    asked = request(person("ana@x"), person("ion@x", required=False, busy=["00:00-24:00"]), minutes=480)

    assert local_starts(asked) == ["09:00"]


def test_starts_lie_on_the_requesters_wall_clock() -> None:
    kathmandu = replace(request(person("ana@x"), minutes=30), zone=ZoneInfo("Asia/Kathmandu"))

    assert {start[3:] for start in local_starts(kathmandu)} == {"00", "30"}


def test_a_time_that_the_clocks_skip_is_no_start_and_one_that_they_repeat_is_two() -> None:
    night = person("ana@x", hours=ALWAYS)
    spring = request(night, minutes=15, window=span("2026-03-29T00:00", "2026-03-29T05:00"))
    autumn = request(night, minutes=15, window=span("2026-10-25T02:00", "2026-10-25T05:00"))

    assert local_starts(spring) == ["00:00", "00:30", "01:00", "01:30", "02:00", "02:30", "04:00", "04:30"]
    assert local_starts(autumn) == ["02:00", "02:30", "03:00", "03:30", "03:00", "03:30", "04:00", "04:30"]


def test_a_meeting_lasts_elapsed_time_across_a_clock_change() -> None:
    asked = request(
        person("ana@x", hours=ALWAYS),
        minutes=120,
        step=60,
        window=span("2026-03-29T02:00", "2026-03-29T05:00"),
    )

    assert local_starts(asked) == ["02:00"]


def test_a_step_that_does_not_divide_the_day_begins_anew_at_midnight() -> None:
    asked = request(
        person("ana@x", hours=ALWAYS),
        minutes=5,
        step=420,
        window=span("2026-06-01T00:00", "2026-06-02T08:00"),
    )

    assert local_starts(asked) == ["00:00", "07:00", "14:00", "21:00", "00:00", "07:00"]


def test_people_in_far_zones_meet_only_where_their_hours_do() -> None:
    asked = request(
        person("ana@x"),
        person("joe@x", zone="America/New_York"),
        minutes=30,
        window=span("2026-06-01T00:00", "2026-06-02T00:00"),
    )

    assert local_starts(asked) == ["16:00", "16:30"]


def test_every_person_has_their_own_weekday() -> None:
    monday_only = (WorkingHours(frozenset({0}), 0, 1440),)
    asked = request(
        person("kim@x", zone="Pacific/Kiritimati", hours=monday_only),
        person("nel@x", zone="Pacific/Niue", hours=monday_only),
        minutes=30,
        window=span("2026-05-31T00:00", "2026-06-04T00:00"),
    )

    assert local_starts(asked) == []


def test_nobody_has_to_come_for_a_time_to_be_found() -> None:
    assert search(request(minutes=1440)).found == 1


def test_a_window_shorter_than_the_meeting_has_no_candidates() -> None:
    result = search(request(person("ana@x"), minutes=60, window=span("2026-06-01T10:00", "2026-06-01T10:59")))

    assert (result.found, result.explanation.candidates) == (0, 0)


def test_a_window_as_long_as_the_meeting_has_one() -> None:
    asked = request(person("ana@x"), minutes=60, window=span("2026-06-01T10:00", "2026-06-01T11:00"))

    assert local_starts(asked) == ["10:00"]


def test_the_moment_that_the_notice_allows_is_allowed() -> None:
    asked = request(person("ana@x"), minutes=30, now=at("2026-06-01T14:30"), notice=120)

    assert local_starts(asked) == ["16:30"]


def test_notice_counts_elapsed_time_even_for_a_now_with_a_zone() -> None:
    night = request(
        person("ana@x", hours=ALWAYS), minutes=30, window=span("2026-03-29T00:00", "2026-03-29T06:00")
    )
    now = at("2026-03-29T02:00").astimezone(night.zone)

    assert local_starts(replace(night, now=now, notice=timedelta(hours=2)))[0] == "05:00"


@pytest.mark.parametrize(
    ("policy", "slots"),
    [(OnNotVisible.TREAT_FREE, 16), (OnNotVisible.TREAT_BUSY, 0), (OnNotVisible.REJECT, 0)],
)
def test_an_unseen_calendar_follows_the_policy(policy: OnNotVisible, slots: int) -> None:
    guest = replace(person("guest@y"), visibility=Visibility.NOT_VISIBLE)
    asked = replace(request(person("ana@x"), guest, minutes=30), on_not_visible=policy)

    assert search(asked).found == slots
    assert not_visible(asked.people) == ("guest@y",)


def test_a_hold_blocks_even_a_guest_whose_calendar_is_unseen() -> None:
    held = (span("2026-06-01T09:00", "2026-06-01T16:30"),)
    guest = replace(person("guest@y"), visibility=Visibility.NOT_VISIBLE, promised=held)

    assert local_starts(request(guest, minutes=30)) == ["16:30"]


def test_at_most_the_limit_is_returned_and_all_are_counted() -> None:
    result = search(request(person("ana@x"), minutes=30), limit=3)

    assert (len(result.slots), result.found) == (3, 16)


def test_the_same_address_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        request(person("ana@x"), person("ana@x"))


def test_a_meeting_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        request(person("ana@x"), minutes=0)


def test_what_is_read_reaches_a_week_further_and_holds_the_gaps() -> None:
    window = span("2026-06-01T00:00", "2026-06-03T00:00")

    assert reading(window, 10 * MINUTE, 20 * MINUTE) == Interval(
        window.start - 10 * MINUTE, window.end + 7 * DAY + 20 * MINUTE
    )


def test_what_is_read_stays_within_ninety_days() -> None:
    start = at("2026-06-01T00:00")

    assert reading(Interval(start, start + 88 * DAY), 0 * MINUTE, 0 * MINUTE).duration == 90 * DAY
    assert reading(Interval(start, start + 90 * DAY), 0 * MINUTE, 0 * MINUTE).duration == 90 * DAY
