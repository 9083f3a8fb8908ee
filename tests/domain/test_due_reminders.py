"""Which reminders count, and for how long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from worker.domain.calendar_event import CalendarEvent, EventStatus, Reminder, ReminderMethod
from worker.domain.due_reminders import due_reminders, is_to_be_told, known_since
from worker.domain.interval import Interval

NINE = datetime(2027, 3, 30, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
REMINDERS = (Reminder(ReminderMethod.POPUP, 10), Reminder(ReminderMethod.EMAIL, 1440))
MEETING = CalendarEvent(
    "e1",
    "ana@vai.example",
    '"1"',
    EventStatus.CONFIRMED,
    updated=NINE - HOUR,
    when=Interval(NINE, NINE + HOUR),
    private=(("vai_created_by", "ai_agent"),),
    reminders=REMINDERS,
)


def test_a_reminder_is_due_so_many_minutes_before_the_start() -> None:
    moments = {one.reminder.method: one.due_at for one in due_reminders(MEETING)}

    assert moments == {"popup": NINE - timedelta(minutes=10), "email": NINE - timedelta(days=1)}


def test_of_a_series_its_own_start_counts_and_none_of_its_instances() -> None:
    series = replace(MEETING, recurrence=("RRULE:FREQ=DAILY",))
    instance = replace(MEETING, id="e1_20270331", recurring_event_id="e1")

    assert due_reminders(series) == due_reminders(MEETING)
    assert due_reminders(instance) == frozenset()


def test_one_that_google_gives_twice_counts_once() -> None:
    assert len(due_reminders(replace(MEETING, reminders=REMINDERS * 2))) == 2


@pytest.mark.parametrize(
    ("before", "since"),
    [
        (None, MEETING.updated),
        (replace(MEETING, updated=NINE - 2 * HOUR), MEETING.updated),
        (replace(MEETING, reminders=()), None),
        (replace(MEETING, updated=NINE - 2 * HOUR, reminders=None), None),
    ],
    ids=["first seen", "written again", "reminders alone", "unread before"],
)
def test_what_is_new_counts_since_it_was_written_where_that_is_known(
    before: CalendarEvent | None, since: datetime | None
) -> None:
    assert known_since(MEETING, before) == since


def test_it_is_told_for_a_day_after_the_end_and_only_as_it_stands() -> None:
    (popup,) = (one for one in due_reminders(MEETING) if one.reminder.method == "popup")
    over = NINE + HOUR

    assert is_to_be_told(popup, MEETING, over + 24 * HOUR)
    assert not is_to_be_told(popup, MEETING, over + 25 * HOUR)
    assert not is_to_be_told(popup, replace(MEETING, reminders=REMINDERS[1:]), NINE)
    assert not is_to_be_told(popup, replace(MEETING, status=EventStatus.CANCELLED), NINE)
    assert not is_to_be_told(popup, replace(MEETING, when=Interval(NINE + HOUR, NINE + 2 * HOUR)), NINE)
    assert not is_to_be_told(popup, None, NINE)
