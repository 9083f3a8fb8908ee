from datetime import UTC, datetime, timedelta

import pytest

from worker.domain.follow_ups import Priority, follow_up_time, reminders_by_priority

DUE = datetime(2026, 6, 1, 9, tzinfo=UTC)


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
    found = reminders_by_priority(priority)

    assert len(found) == len(reminders)
    assert {(each.method.value, each.minutes) for each in found} == reminders


def test_a_follow_up_takes_half_an_hour_from_its_due_time() -> None:
    assert (follow_up_time(DUE).start, follow_up_time(DUE).duration) == (DUE, timedelta(minutes=30))
