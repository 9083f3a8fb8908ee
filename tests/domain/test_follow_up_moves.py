from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import places
from worker.domain.calendar_event import CalendarEvent, EventStatus
from worker.domain.follow_up_moves import KEEP_DUE, Course, FollowUpMove, shifted
from worker.domain.follow_ups import Priority, reminders_by_priority
from worker.domain.interval import Interval
from worker.domain.own_writes import WRITE_ID
from worker.domain.reminders import REMINDERS, ReminderSet
from worker.domain.work_time import WorkTime
from worker.domain.working_hours import OFFICE_HOURS

BUCHAREST = ZoneInfo("Europe/Bucharest")
HALF_AN_HOUR = timedelta(minutes=30)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BUCHAREST).astimezone(UTC)


NOW = local("2026-06-01T09:00")
"""A Monday."""
TUESDAY = local("2026-06-02T10:00")
COURSE = Course(TUESDAY, TUESDAY + timedelta(days=1), NOW, WorkTime(BUCHAREST, OFFICE_HOURS))


def due(at: datetime | str, **private: str) -> CalendarEvent:
    start = local(at) if isinstance(at, str) else at
    return CalendarEvent(
        "f",
        "ana",
        '"1"',
        EventStatus.CONFIRMED,
        title="Follow-up: Call",
        when=Interval(start, start + HALF_AN_HOUR),
        time_zone="Europe/Bucharest",
        private=tuple(sorted({WRITE_ID: "made", **private}.items())),
    )


def start_of(move: FollowUpMove | None) -> datetime:
    assert move
    assert move.patch.when
    return move.patch.when.start


def test_it_goes_as_far_as_its_meeting() -> None:
    move = COURSE.move(due("2026-06-04T10:00"), "moved")

    assert start_of(move) == local("2026-06-05T10:00")
    assert move
    assert move.patch.private == ((WRITE_ID, "moved"),)
    assert move.planned.when == move.patch.when
    assert move.patch.when
    assert move.patch.when.duration == HALF_AN_HOUR


def test_over_a_change_of_clocks_it_keeps_its_time_of_day() -> None:
    course = replace(COURSE, old=local("2026-10-22T10:00"), new=local("2026-10-23T10:00"))

    assert start_of(course.move(due("2026-10-25T10:00", **{KEEP_DUE: "true"}), "s")) == local(
        "2026-10-26T10:00"
    )
    assert start_of(course.move(due("2026-10-24T10:00", **{KEEP_DUE: "true"}), "s")) == local(
        "2026-10-25T10:00"
    )


def test_where_nobody_is_at_work_it_waits_for_work() -> None:
    assert start_of(COURSE.move(due("2026-06-05T10:00"), "s")) == local("2026-06-08T09:00")


def test_one_that_was_told_to_keep_its_due_time_does_not_wait() -> None:
    told = due("2026-06-05T10:00", **{KEEP_DUE: "true"})

    assert start_of(COURSE.move(told, "s")) == local("2026-06-06T10:00")


@pytest.mark.parametrize(
    "follow_up",
    [
        pytest.param(due(NOW), id="it has begun"),
        pytest.param(due(NOW - timedelta(days=1)), id="it is over"),
        pytest.param(replace(due("2026-06-04T10:00"), status=EventStatus.CANCELLED), id="it is gone"),
        pytest.param(replace(due("2026-06-04T10:00"), when=None), id="it has no time of day"),
    ],
)
def test_what_no_longer_lies_ahead_stays(follow_up: CalendarEvent) -> None:
    assert COURSE.move(follow_up, "s") is None


def test_nothing_goes_into_the_past() -> None:
    back = replace(COURSE, new=TUESDAY - timedelta(days=7))

    assert back.move(due("2026-06-04T10:00"), "s") is None


def test_what_would_stay_where_it_is_is_not_written() -> None:
    to_saturday = replace(COURSE, new=TUESDAY + timedelta(days=4))

    assert to_saturday.move(due("2026-06-08T09:00"), "s") is not None
    assert replace(COURSE, new=TUESDAY + timedelta(minutes=0)).move(due("2026-06-08T09:00"), "s") is None


class TestOneThatIsStillOwedAnEarlierMove:
    here = due("2026-06-04T10:00")
    there = Interval(local("2026-06-05T10:00"), local("2026-06-05T10:30"))

    def test_goes_on_from_where_that_would_have_taken_it(self) -> None:
        course = replace(COURSE, new=TUESDAY - timedelta(days=1) + timedelta(hours=1))

        move = course.move(self.here, "s", self.there)

        assert start_of(move) == local("2026-06-04T11:00")

    def test_is_written_even_where_it_stays_so_that_the_earlier_one_has_no_effect(self) -> None:
        back = replace(COURSE, old=TUESDAY + timedelta(days=1), new=TUESDAY)

        move = back.move(self.here, "s", self.there)

        assert move
        assert move.patch.when == self.here.when

    def test_is_ours_to_move_in_both_places(self) -> None:
        move = COURSE.move(self.here, "s", self.there)

        assert move
        assert move.is_due_for(self.here)
        assert move.is_due_for(replace(self.here, when=self.there))
        assert not move.is_due_for(due("2026-06-04T11:00"))
        assert not move.is_due_for(replace(self.here, status=EventStatus.CANCELLED))


def test_a_move_of_another_version_is_another_write_to_the_same_place() -> None:
    move = COURSE.move(due("2026-06-04T10:00"), "first")
    assert move
    renamed = replace(move.base, title="Renamed", etag='"2"')

    again = move.onto(renamed, "second")

    assert (again.base, again.patch.when) == (renamed, move.patch.when)
    assert again.is_made(again.planned)
    assert not again.is_made(move.planned)


def test_it_is_reminded_of_as_its_rule_says_for_the_new_time() -> None:
    rule = ReminderSet.by_rule(reminders_by_priority(Priority.HIGH), local("2026-06-02T08:00"), NOW)
    soon = replace(
        due("2026-06-02T08:00", **{REMINDERS: rule.rule or ""}), reminders=tuple(reversed(rule.given))
    )

    move = COURSE.move(soon, "s")

    assert move
    assert move.patch.reminders
    assert {each.minutes for each in move.patch.reminders} == {15, 60, 1440}
    assert dict(move.patch.private)[REMINDERS].endswith("|")


@pytest.mark.parametrize("place", [None, "", "Mars/Olympus"])
def test_a_zone_that_nobody_knows_is_the_users(place: str | None) -> None:
    lost = replace(due("2026-06-04T10:00"), time_zone=place)

    assert start_of(COURSE.move(lost, "s")) == local("2026-06-05T10:00")


@given(places, st.integers(-40 * 288, 40 * 288), st.integers(-40 * 288, 40 * 288))
def test_the_clock_on_the_wall_shows_as_much_more_as_the_meetings(
    place: tuple[ZoneInfo, datetime], away: int, further: int
) -> None:
    zone, old = place
    new, instant = old + timedelta(minutes=5 * further), old + timedelta(minutes=5 * away)

    found = shifted(instant, old, new, zone)

    def wall(at: datetime) -> datetime:
        return at.astimezone(zone).replace(tzinfo=None, fold=0)

    wanted = wall(instant) + (wall(new) - wall(old))
    before = found - timedelta(seconds=1)
    assert wall(found) == wanted or wall(before) < wanted < wall(found), "it lies in a gap"
