"""A change of an event in Google's words: what is left alone stays out, and null takes away."""

from hypothesis import given
from hypothesis import strategies as st

from tests.google.test_convert import CALENDAR, attendees, drafts, event, intervals, reminders, text
from worker.domain.calendar_event import Attendee, EventDraft, EventPatch
from worker.domain.revision import patched
from worker.google.convert import draft_to_google, event_from_google, patch_to_google
from worker.sandbox.local_google.events.event_fields import merge_patch

patches = st.builds(
    lambda when, **rest: EventPatch(when=when, time_zone=when and "UTC", **rest),
    st.none() | intervals(),
    title=st.none() | text,
    description=st.none() | text,
    location=st.none() | text,
    attendees=st.none() | st.lists(attendees, max_size=3).map(tuple),
    private=st.dictionaries(text, text, max_size=3).map(lambda pairs: tuple(sorted(pairs.items()))),
    reminders=st.none() | reminders,
)


@given(drafts, patches)
def test_google_gives_back_what_a_patch_asked_for(draft: EventDraft, patch: EventPatch) -> None:
    body = draft_to_google(draft)
    before = event_from_google(CALENDAR, body)

    after = event_from_google(CALENDAR, merge_patch(body, patch_to_google(patch)))

    assert (after, after.reminders) == (patched(before, patch), patched(before, patch).reminders)


def test_what_a_patch_leaves_alone_is_not_sent() -> None:
    assert patch_to_google(EventPatch()) == {}
    assert patch_to_google(EventPatch(location="")) == {"location": None}


def test_what_guests_said_and_whom_they_bring_is_sent_back() -> None:
    loud = Attendee(CALENDAR, "Ana", "accepted", comment="Late", additional_guests=2)
    room = Attendee("room@vai.example", resource=True)

    sent = patch_to_google(EventPatch(attendees=(loud, room)))["attendees"]

    assert sent == [
        {
            "email": CALENDAR,
            "optional": False,
            "displayName": "Ana",
            "responseStatus": "accepted",
            "comment": "Late",
            "additionalGuests": 2,
        },
        {"email": room.email, "optional": False, "resource": True},
    ]
    read = event_from_google(CALENDAR, event(attendees=sent)).attendees
    kept = [(one.comment, one.additional_guests, one.resource) for one in read]
    assert kept == [("Late", 2, False), (None, 0, True)]


def test_a_list_that_google_cuts_is_known_to_be_cut() -> None:
    assert event_from_google(CALENDAR, event(attendeesOmitted=True)).attendees_omitted
    assert event_from_google(CALENDAR, event(attendees=[{"displayName": "Bob"}])).attendees_omitted
    assert not event_from_google(CALENDAR, event(attendees=[{"email": CALENDAR}])).attendees_omitted
