from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.domain.calendar_event import Attendee, CalendarEvent, EventStatus, MeetStatus
from worker.domain.changes import PUBLISHED, Change, ChangeKind, compare
from worker.domain.interval import Interval

NINE = datetime(2026, 3, 30, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANA = Attendee("ana@example.com", "Ana")
IOAN = Attendee("ioan@example.com", "Ioan", optional=True)
EVENT = CalendarEvent(
    id="e1",
    calendar_id="maria@example.com",
    etag="1",
    status=EventStatus.CONFIRMED,
    title="Demo",
    when=Interval(NINE, NINE + HOUR),
    time_zone="Europe/Bucharest",
    attendees=(ANA, IOAN),
)
GONE = CalendarEvent("e1", "maria@example.com", "2", EventStatus.CANCELLED)


def test_a_new_event_is_created_with_every_field_that_holds_something() -> None:
    assert compare(None, EVENT) == Change(
        ChangeKind.CREATED, ("status", "title", "start", "end", "time_zone", "attendees")
    )


def test_an_event_that_comes_back_is_created_again() -> None:
    change = compare(GONE, EVENT)

    assert change is not None
    assert change.kind is ChangeKind.CREATED


def test_a_deleted_event_is_cancelled() -> None:
    assert compare(EVENT, GONE) == Change(ChangeKind.CANCELLED, ("status",))


@pytest.mark.parametrize("before", [None, GONE])
def test_a_deletion_of_what_was_not_there_is_nothing(before: CalendarEvent | None) -> None:
    assert compare(before, GONE) is None


@pytest.mark.parametrize(
    "after",
    [
        replace(EVENT, etag="2", updated=NINE),
        replace(EVENT, private=(("vai_write_id", "w2"),)),
        replace(EVENT, attendees=(IOAN, ANA)),
        replace(EVENT, transparent=True),
    ],
)
def test_what_readers_cannot_see_is_no_change(after: CalendarEvent) -> None:
    assert compare(EVENT, after) is None


def test_another_time_is_a_move_whatever_else_changed() -> None:
    after = replace(EVENT, when=Interval(NINE, NINE + 2 * HOUR), title="Long demo")

    assert compare(EVENT, after) == Change(ChangeKind.MOVED, ("title", "end"))


def test_a_day_instead_of_an_hour_is_a_move() -> None:
    after = replace(EVENT, when=None, all_day=(date(2026, 3, 30), date(2026, 3, 31)))

    assert compare(EVENT, after) == Change(ChangeKind.MOVED, ("start", "end", "all_day"))


def test_an_answer_alone_is_a_response() -> None:
    after = replace(EVENT, attendees=(IOAN, replace(ANA, response="accepted")))

    assert compare(EVENT, after) == Change(ChangeKind.RESPONDED, ("attendees",))


@pytest.mark.parametrize(
    "attendees",
    [(ANA,), (ANA, replace(IOAN, optional=False)), (replace(ANA, response="declined"),)],
    ids=["one left", "one is required now", "one answered, one left"],
)
def test_other_people_are_an_update(attendees: tuple[Attendee, ...]) -> None:
    assert compare(EVENT, replace(EVENT, attendees=attendees)) == Change(ChangeKind.UPDATED, ("attendees",))


def test_an_answer_beside_another_title_is_an_update() -> None:
    after = replace(EVENT, title="New", attendees=(replace(ANA, response="accepted"), IOAN))

    assert compare(EVENT, after) == Change(ChangeKind.UPDATED, ("title", "attendees"))


def test_a_link_that_is_ready_is_an_update() -> None:
    after = replace(EVENT, meet_url="https://meet.google.com/x", meet_status=MeetStatus.READY)

    assert compare(EVENT, after) == Change(ChangeKind.UPDATED, ("meet_url", "meet_status"))


events = st.builds(
    lambda title, hours, response, status: replace(
        EVENT,
        title=title,
        when=Interval(NINE, NINE + hours * HOUR),
        attendees=(replace(ANA, response=response),),
        status=status,
    ),
    st.sampled_from(["a", "b"]),
    st.integers(1, 2),
    st.sampled_from(["accepted", "declined"]),
    st.sampled_from(EventStatus),
)


@given(events, events)
def test_what_is_named_is_what_differs(before: CalendarEvent, after: CalendarEvent) -> None:
    change = compare(before, after)

    if before.is_cancelled or after.is_cancelled:
        return
    assert (change is None) == (before == after)
    named = change.changed if change else ()
    assert all((PUBLISHED[name](before) != PUBLISHED[name](after)) == (name in named) for name in PUBLISHED)
