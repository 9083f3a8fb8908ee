import traceback
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.asked import event
from worker.domain.calendar_event import Attendee, CalendarEvent, EventStatus, MeetStatus
from worker.store.snapshots import from_json, to_json

UNREADABLE = '{"id":"e","calendar_id":"c","etag":"","status":"confirmed","title":["A secret"]}'
FULL = replace(
    event(title="Ședință \x00 😀"),
    updated=datetime(2026, 3, 29, 0, 59, 59, 999000, tzinfo=UTC),
    attendees=(Attendee("bob@example.com", None, "accepted", optional=True),),
    all_day=(date(2026, 3, 29), date(2026, 3, 30)),
    meet_status=MeetStatus.PENDING,
    recurrence=("RRULE:FREQ=DAILY",),
)


@given(st.sampled_from([FULL, event(), CalendarEvent("e", "c", "", EventStatus.CANCELLED)]), st.text())
def test_an_event_comes_back_as_it_was(one: CalendarEvent, title: str) -> None:
    one = replace(one, title=title.encode("utf-8", "ignore").decode())

    assert from_json(to_json(one)) == one


def test_fields_of_another_version_are_no_trouble() -> None:
    stored = '{"id":"e","calendar_id":"c","etag":"","status":"confirmed","from_the_future":1}'

    assert from_json(stored) == CalendarEvent("e", "c", "", EventStatus.CONFIRMED)


def test_what_cannot_be_read_is_not_quoted() -> None:
    with pytest.raises(ValueError, match="title: string_type") as caught:
        from_json(UNREADABLE)

    assert "secret" not in "".join(traceback.format_exception(caught.value))
