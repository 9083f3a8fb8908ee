"""A change of an event that was there is told between what others did before it and after it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.domain.test_own_writes import ANA, BOB, DRAFT, GONE, NINE, THEIRS, WRITE, WRITTEN, guests, told
from worker.domain.calendar_event import Attendee, CalendarEvent, EventPatch, MeetStatus
from worker.domain.changes import Origin
from worker.domain.interval import Interval
from worker.domain.own_writes import OwnWrite, steps
from worker.domain.revision import Revision, patched

MINUTE = timedelta(minutes=1)
LATER = Interval(NINE + 60 * MINUTE, NINE + 90 * MINUTE)
OURS = (Origin.SELF, "c-2")
BY_HAND = (Origin.EXTERNAL, None)


def patch(**fields: Any) -> EventPatch:
    return EventPatch(**{"private": (("vai_write_id", "w-2"),), **fields})


def write(base: CalendarEvent = WRITTEN, command_id: str = "c-2", **fields: Any) -> OwnWrite:
    return OwnWrite(command_id, "en", None, Revision(base, patch(**fields)))


def made(one: OwnWrite, **changes: Any) -> CalendarEvent:
    """Return the event after our write and, given here, what came since."""
    assert one.revision
    return replace(
        patched(one.revision.base, one.revision.patch), etag='"2"', updated=NINE + MINUTE, **changes
    )


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({"title": "New"}, {"title": "New"}),
        ({"description": ""}, {"description": ""}),
        ({"location": ""}, {"location": None}),
        ({"location": "Sibiu"}, {"location": "Sibiu"}),
        ({"when": LATER, "time_zone": "UTC"}, {"when": LATER, "time_zone": "UTC"}),
        ({"attendees": ()}, {"attendees": ()}),
        ({"reminders": ()}, {"reminders": ()}),
        ({}, {}),
    ],
)
def test_a_patch_changes_what_it_names(fields: dict[str, Any], left: dict[str, Any]) -> None:
    private = (("vai_created_by", "ai_agent"), ("vai_write_id", "w-2"))

    changed, expected = patched(WRITTEN, patch(**fields)), replace(WRITTEN, private=private, **left)

    assert (changed, changed.reminders) == (expected, expected.reminders)


def test_a_write_that_is_seen_first_is_ours() -> None:
    renamed = write(title="New")

    assert told(WRITTEN, made(renamed), renamed) == [("updated", *OURS)]


def test_what_others_did_before_and_after_it_is_theirs() -> None:
    moved = replace(WRITTEN, when=LATER)
    renamed = write(moved, title="New")

    seen = made(renamed, location="By hand")

    assert told(WRITTEN, seen, renamed) == [("moved", *BY_HAND), ("updated", *OURS), ("updated", *BY_HAND)]


def test_the_steps_lead_from_what_was_known_to_what_is_seen() -> None:
    renamed = write(replace(WRITTEN, when=LATER), title="New")
    seen = made(renamed, location="By hand")

    happened = steps(WRITTEN, seen, [renamed], THEIRS)

    assert happened[0].before == WRITTEN
    assert [one.after for one in happened[:-1]] == [one.before for one in happened[1:]]
    assert happened[-1].after == seen
    assert happened[1].change.changed == ("title",)


def test_two_writes_of_ours_are_two_changes_in_their_order() -> None:
    first = write(title="New")
    second_base = replace(made(first), location="By hand")
    second = OwnWrite(
        "c-3", "ro", None, Revision(second_base, patch(title="Newer", private=(("vai_write_id", "w-3"),)))
    )

    seen = made(second)

    assert told(WRITTEN, seen, first, second) == [
        ("updated", *OURS),
        ("updated", *BY_HAND),
        ("updated", Origin.SELF, "c-3"),
    ]


def test_the_event_that_we_made_and_changed_was_made_first() -> None:
    renamed = write(title="New")

    assert told(None, made(renamed), WRITE, renamed) == [("created", Origin.SELF, "c-1"), ("updated", *OURS)]


def test_an_event_of_a_person_that_was_never_seen_is_theirs_and_then_changed() -> None:
    lunch = replace(WRITTEN, private=())
    renamed = write(lunch, title="New")

    assert told(None, made(renamed), renamed) == [("created", *BY_HAND), ("updated", *OURS)]


def test_a_write_that_was_seen_explains_nothing_any_more() -> None:
    renamed = write(title="New")

    assert told(made(renamed), made(renamed, title="By hand"), renamed) == [("updated", *BY_HAND)]


def test_a_change_is_no_deletion() -> None:
    assert told(WRITTEN, GONE, write(title="New")) == [("cancelled", *BY_HAND)]


def test_a_room_that_came_meanwhile_is_not_our_change() -> None:
    pending = replace(WRITTEN, meet_url=None, meet_status=MeetStatus.PENDING)
    renamed = write(pending, title="New")
    seen = made(renamed, meet_url="https://meet.example/x", meet_status=MeetStatus.READY)

    assert told(pending, seen, renamed) == [("updated", *OURS), ("updated", *BY_HAND)]


@pytest.mark.parametrize("name", ["Bob B.", None])
def test_what_google_calls_a_guest_is_part_of_our_change(name: str | None) -> None:
    eve = Attendee("eve@vai.example", "Eve")
    asked = write(attendees=(*WRITTEN.attendees, eve))
    bob = Attendee(BOB, name, optional=True)

    assert told(WRITTEN, made(asked, attendees=(WRITTEN.attendees[0], eve, bob)), asked) == [
        ("updated", *OURS)
    ]


def test_answers_that_were_given_meanwhile_are_the_guests() -> None:
    asked = write(attendees=(*WRITTEN.attendees, Attendee("eve@vai.example")))
    accepted = guests(response="accepted")

    seen = made(asked, attendees=(*accepted, Attendee("eve@vai.example")))

    assert told(WRITTEN, seen, asked) == [("updated", *OURS), ("responded", *BY_HAND)]


def test_whoever_has_to_answer_anew_for_another_time_gave_no_answer() -> None:
    accepted = replace(WRITTEN, attendees=guests(response="accepted"))
    moved = write(accepted, when=LATER, time_zone="UTC")

    assert told(accepted, made(moved, attendees=guests()), moved) == [("moved", *OURS)]
    renamed = write(accepted, title="New")
    assert told(accepted, made(renamed, attendees=guests()), renamed)[1] == ("responded", *BY_HAND)


def test_an_organizer_whom_google_lists_too_is_part_of_our_change() -> None:
    alone = replace(WRITTEN, attendees=())
    asked = write(alone, attendees=(Attendee(BOB),))
    listed = (Attendee(ANA, response="accepted", organizer=True), Attendee(BOB))

    assert told(alone, made(asked, attendees=listed), asked) == [("updated", *OURS)]


def test_what_only_matters_for_keeping_the_list_whole_is_no_change() -> None:
    loud = guests(comment="Late", additional_guests=2, resource=True)

    assert told(WRITTEN, replace(WRITTEN, attendees=loud, attendees_omitted=True)) == []
    assert DRAFT.attendees == guests()
