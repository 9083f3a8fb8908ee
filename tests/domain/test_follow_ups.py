from datetime import UTC, datetime, timedelta

import pytest

from worker.domain.calendar_event import Reminder, ReminderMethod
from worker.domain.follow_ups import Priority, follow_up_time, reminders_by_priority, still_ahead

DUE = datetime(2026, 6, 1, 9, tzinfo=UTC)
LONG_BEFORE = DUE - timedelta(days=9)


@pytest.mark.parametrize(
    ("priority", "reminders"),
    [
        (Priority.LOW, {("popup", 15)}),
        (Priority.NORMAL, {("popup", 15), ("email", 60)}),
        (Priority.HIGH, {("popup", 15), ("email", 60), ("email", 1440)}),
        (Priority.URGENT, {("popup", 15), ("email", 60), ("email", 1440), ("popup", 5), ("popup", 60)}),
    ],
)
def test_the_more_urgent_the_more_reminders(priority: Priority, reminders: set[tuple[str, int]]) -> None:
    found = reminders_by_priority(priority, DUE, LONG_BEFORE)

    assert len(found) == len(reminders)
    assert {(each.method.value, each.minutes) for each in found} == reminders


def test_no_reminder_lies_in_the_past() -> None:
    an_hour_before = reminders_by_priority(Priority.URGENT, DUE, DUE - timedelta(minutes=60))
    just_after = reminders_by_priority(Priority.URGENT, DUE, DUE - timedelta(minutes=59, seconds=59))

    assert sorted(each.minutes for each in an_hour_before) == [5, 15, 60, 60]
    assert sorted(each.minutes for each in just_after) == [5, 15]


def test_what_is_due_already_has_no_reminder() -> None:
    assert reminders_by_priority(Priority.URGENT, DUE, DUE + timedelta(seconds=1)) == ()


def test_google_keeps_no_more_than_five_reminders() -> None:
    seven = [Reminder(ReminderMethod.POPUP, minutes) for minutes in range(7)]

    assert still_ahead(seven, DUE, LONG_BEFORE) == tuple(seven[:5])


def test_a_follow_up_takes_half_an_hour_from_its_due_time() -> None:
    assert (follow_up_time(DUE).start, follow_up_time(DUE).duration) == (DUE, timedelta(minutes=30))
