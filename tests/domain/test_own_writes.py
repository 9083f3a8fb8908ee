from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.events import draft_as_event
from worker.domain.calendar_event import Attendee, CalendarEvent, EventDraft, EventStatus, MeetStatus
from worker.domain.changes import ChangeKind, Origin
from worker.domain.interval import Interval
from worker.domain.own_writes import Author, OwnWrite, as_written, steps

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANA, BOB = "ana@vai.example", "bob@vai.example"
DRAFT = EventDraft(
    "meeting",
    "Demo",
    Interval(NINE, NINE + HOUR),
    "Europe/Bucharest",
    description="About us",
    location="Cluj",
    attendees=(Attendee(ANA, response="accepted", organizer=True), Attendee(BOB, optional=True)),
    private=(("vai_created_by", "ai_agent"), ("vai_write_id", "w-1")),
    meet_request_id="room",
)
WRITE = OwnWrite("c-1", "ro", DRAFT)
DELETION = OwnWrite("c-2", "en", None)
THEIRS = Author(Origin.EXTERNAL, None, "en")
WRITTEN = replace(draft_as_event(DRAFT, ANA), etag='"1"', updated=NINE)
GONE = replace(WRITTEN, status=EventStatus.CANCELLED)

OURS = (Origin.SELF, "c-1", "ro")
BY_HAND = (Origin.EXTERNAL, None)


def told(
    before: CalendarEvent | None, seen: CalendarEvent, *writes: OwnWrite, otherwise: Author = THEIRS
) -> list[tuple[str, Origin, str | None]]:
    return [
        (step.change.kind, step.author.origin, step.author.command_id)
        for step in steps(before, seen, writes, otherwise)
    ]


def guests(**changes: Any) -> tuple[Attendee, ...]:
    ana, bob = WRITTEN.attendees
    return ana, replace(bob, **changes)


def test_what_google_made_of_our_write_is_one_change_of_ours() -> None:
    (step,) = steps(None, WRITTEN, [WRITE], THEIRS)

    assert (step.before, step.after) == (None, WRITTEN)
    assert (step.author.origin, step.author.command_id, step.author.locale) == OURS


@pytest.mark.parametrize(
    "given",
    [
        {"etag": '"2"', "updated": NINE + HOUR},
        {"html_link": "https://calendar.example/e"},
        {"meet_url": None, "meet_status": MeetStatus.PENDING},
        {"attendees": tuple(reversed(WRITTEN.attendees))},
        {"attendees": guests(name="Bob B.", email="Bob@VAI.example")},
        {"attendees": (*guests(), Attendee("room@vai.example", organizer=True))},
        {"private": (*DRAFT.private, ("shared", "by another"))},
    ],
    ids=["a date", "a link", "a room to come", "an order", "a name", "an organizer", "a property"],
)
def test_what_google_itself_gives_is_part_of_our_write(given: dict[str, Any]) -> None:
    assert told(None, replace(WRITTEN, **given), WRITE) == [("created", Origin.SELF, "c-1")]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"title": "By hand"}, ChangeKind.UPDATED),
        ({"description": ""}, ChangeKind.UPDATED),
        ({"location": None}, ChangeKind.UPDATED),
        ({"when": Interval(NINE + HOUR, NINE + 2 * HOUR)}, ChangeKind.MOVED),
        ({"when": None, "all_day": (date(2026, 3, 2), date(2026, 3, 3))}, ChangeKind.MOVED),
        ({"attendees": guests(response="accepted")}, ChangeKind.RESPONDED),
        ({"attendees": guests(optional=False)}, ChangeKind.UPDATED),
        ({"attendees": guests()[:1]}, ChangeKind.UPDATED),
        ({"attendees": (*guests(), Attendee("eve@vai.example"))}, ChangeKind.UPDATED),
        ({"recurrence": ("RRULE:FREQ=DAILY",)}, ChangeKind.UPDATED),
        ({"status": EventStatus.TENTATIVE}, ChangeKind.UPDATED),
        ({"status": EventStatus.CANCELLED}, ChangeKind.CANCELLED),
    ],
)
def test_what_others_did_since_comes_after_our_write(fields: dict[str, Any], kind: ChangeKind) -> None:
    seen = replace(WRITTEN, **fields)

    first, second = steps(None, seen, [WRITE], THEIRS)

    assert (first.change.kind, first.author.origin) == (ChangeKind.CREATED, Origin.SELF)
    assert (second.change.kind, second.author.origin, second.author.command_id) == (kind, *BY_HAND)
    assert second.author.locale == WRITE.locale, "that of the last command, not the calendar's"
    assert (second.before, second.after) == (first.after, seen)


def test_a_write_that_was_seen_before_explains_nothing_any_more() -> None:
    assert told(WRITTEN, replace(WRITTEN, title="By hand"), WRITE) == [("updated", *BY_HAND)]


def test_a_write_of_another_stamp_or_event_explains_nothing() -> None:
    other = replace(DRAFT, private=(("vai_write_id", "w-2"),))

    assert told(None, WRITTEN) == [("created", *BY_HAND)]
    assert told(None, WRITTEN, OwnWrite("c-9", "ro", other)) == [("created", *BY_HAND)]


def test_a_second_write_is_compared_with_the_event_as_it_was() -> None:
    """The room, and what guests answered, stay as they were: the second write says nothing of them."""
    again = replace(DRAFT, title="Demo 2", private=(("vai_write_id", "w-2"),), meet_request_id=None)
    before = replace(WRITTEN, attendees=guests(response="accepted"))
    seen = replace(before, title="Demo 2", private=again.private)

    assert told(before, seen, WRITE, OwnWrite("c-3", "ro", again)) == [("updated", Origin.SELF, "c-3")]


def test_a_room_that_nobody_asked_for_is_not_our_write() -> None:
    without = replace(DRAFT, meet_request_id=None)
    left = as_written(without, None, WRITTEN)

    assert (left.meet_url, left.meet_status) == (None, MeetStatus.NONE)
    assert len(told(None, WRITTEN, OwnWrite("c-1", "ro", without))) == 2


def test_a_deletion_that_was_meant_is_ours_and_any_other_is_not() -> None:
    assert told(WRITTEN, GONE, WRITE, DELETION) == [("cancelled", Origin.SELF, "c-2")]
    assert told(WRITTEN, GONE, WRITE) == [("cancelled", *BY_HAND)]
    assert told(GONE, GONE, DELETION) == []


def test_our_new_event_that_is_gone_already_was_there() -> None:
    assert told(None, GONE, WRITE) == [("created", Origin.SELF, "c-1"), ("cancelled", *BY_HAND)]
    assert told(None, GONE, WRITE, DELETION)[1] == ("cancelled", Origin.SELF, "c-2")


def test_what_a_command_saw_is_its_own_where_nothing_says_otherwise() -> None:
    command = Author(Origin.SELF, "c-7", "ro")

    assert told(None, WRITTEN, otherwise=command) == [("created", Origin.SELF, "c-7")]
    assert told(WRITTEN, GONE, otherwise=command) == [("cancelled", Origin.SELF, "c-7")]
    assert told(WRITTEN, replace(WRITTEN, title="By hand"), otherwise=command) == [("updated", *BY_HAND)]


def test_an_event_that_a_person_restored_is_theirs() -> None:
    assert told(GONE, WRITTEN, WRITE) == [("created", *BY_HAND)]
