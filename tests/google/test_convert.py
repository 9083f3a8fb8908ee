from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.domain.calendar_event import (
    Attendee,
    EventDraft,
    EventStatus,
    MeetStatus,
    Reminder,
    ReminderMethod,
)
from worker.domain.interval import Interval
from worker.google.convert import draft_to_google, event_from_google

CALENDAR = "ana@vai.example"
NINE = datetime(2027, 3, 30, 9, tzinfo=UTC)

text = st.text(max_size=20)
responses = st.sampled_from(["needsAction", "accepted", "declined", "tentative"])
attendees = st.builds(Attendee, st.emails(), st.none() | text, responses, st.booleans())

reminders = st.lists(
    st.builds(Reminder, st.sampled_from(ReminderMethod), st.integers(0, 40320)), max_size=5
).map(tuple)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = draw(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
    return Interval(start, start + draw(st.timedeltas(timedelta(seconds=1), timedelta(days=3))))


drafts = st.builds(
    EventDraft,
    id=st.text("0123456789abcdefghijklmnopqrstuv", min_size=5, max_size=40),
    title=text,
    when=intervals(),
    time_zone=st.sampled_from(["Europe/Bucharest", "America/New_York", "UTC"]),
    description=text,
    location=st.none() | text,
    attendees=st.lists(attendees, max_size=3).map(tuple),
    reminders=reminders,
    private=st.dictionaries(text, text, max_size=3).map(lambda pairs: tuple(sorted(pairs.items()))),
    transparent=st.booleans(),
    meet_request_id=st.none() | st.text("abc", min_size=1),
)


def event(**fields: Any) -> dict[str, Any]:
    start = {"dateTime": "2027-03-30T12:00:00+03:00", "timeZone": "Europe/Bucharest"}
    return {"id": "one", "start": start, "end": {"dateTime": "2027-03-30T13:00:00+03:00"}, **fields}


@given(drafts)
def test_google_gives_back_what_the_draft_asked_for(draft: EventDraft) -> None:
    read = event_from_google(CALENDAR, draft_to_google(draft))

    for name in ("id", "title", "when", "time_zone", "description", "location", "attendees", "private"):
        assert getattr(read, name) == getattr(draft, name), name
    assert read.reminders == draft.reminders
    assert read.transparent == draft.transparent
    assert (read.meet_status is MeetStatus.PENDING) == (draft.meet_request_id is not None)


@given(drafts)
def test_equal_drafts_give_equal_requests_without_empty_fields(draft: EventDraft) -> None:
    assert draft_to_google(draft) == draft_to_google(draft)
    assert None not in draft_to_google(draft).values()


def test_no_reminders_means_none_and_not_the_calendars_own() -> None:
    draft = EventDraft("one12", "Demo", Interval(NINE, NINE + timedelta(hours=1)), "UTC")

    assert draft_to_google(draft)["reminders"] == {"useDefault": False, "overrides": []}


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("9999-12-31T22:30:00-05:00", "9999-12-31T23:30:00-05:00"),
        ("2027-03-30T12:00:00Z", "9999-12-31T23:30:00Z"),
        ("0001-01-01T00:00:00+02:00", "2027-03-30T12:00:00Z"),
        ("2027-03-30T12:00:00", "2027-03-30T13:00:00"),
        ("9999-12-31", "10000-01-01"),
        ("0001-01-01", "0001-01-02"),
        ("2027-03-30", "soon"),
    ],
)
def test_a_time_that_nobody_can_reckon_with_is_none(start: str, end: str) -> None:
    name = "dateTime" if "T" in start else "date"
    read = event_from_google(CALENDAR, event(start={name: start}, end={name: end}, summary="Doomsday"))

    assert (read.title, read.when, read.all_day) == ("Doomsday", None, None)


def test_a_version_of_no_date_and_a_zone_of_the_future_are_read() -> None:
    start = {"dateTime": "2027-03-30T12:00:00+03:00", "timeZone": "Mars/Olympus_Mons"}
    read = event_from_google(CALENDAR, event(start=start, updated="0000-12-29T00:00:00.000Z"))

    assert (read.updated, read.time_zone) == (None, None)
    assert read.when == Interval(NINE, NINE + timedelta(hours=1))


@pytest.mark.parametrize("item", [{"id": "one"}, {"id": "one", "status": "cancelled", "etag": '"7"'}])
def test_a_bare_tombstone_is_a_cancelled_event(item: dict[str, Any]) -> None:
    read = event_from_google(CALENDAR, item)

    assert read.is_cancelled
    assert (read.id, read.calendar_id, read.when, read.etag) == ("one", CALENDAR, None, item.get("etag", ""))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, EventStatus.CONFIRMED),
        ({"status": "tentative"}, EventStatus.TENTATIVE),
        ({"status": "cancelled"}, EventStatus.CANCELLED),
        ({"status": "aWordOfTheFuture"}, EventStatus.CONFIRMED),
    ],
)
def test_a_status_that_is_missing_or_unknown_is_confirmed(
    fields: dict[str, Any], status: EventStatus
) -> None:
    assert event_from_google(CALENDAR, event(**fields)).status is status


def test_an_all_day_event_has_days_and_no_time() -> None:
    read = event_from_google(
        CALENDAR, {"id": "one", "start": {"date": "2027-03-30"}, "end": {"date": "2027-04-01"}}
    )

    assert read.all_day == (date(2027, 3, 30), date(2027, 4, 1))
    assert read.when is None
    assert not read.is_cancelled


def test_an_event_that_ends_when_it_starts_takes_no_time() -> None:
    item = event()

    assert event_from_google(CALENDAR, {**item, "end": item["start"]}).when is None


def test_the_people_are_read_as_google_names_them() -> None:
    people = [
        {"email": "ana@vai.example", "organizer": True, "self": True, "responseStatus": "accepted"},
        {"email": "bob@vai.example", "displayName": "Bob", "optional": True},
        {"id": "hidden"},
    ]
    read = event_from_google(
        CALENDAR, event(attendees=people, organizer={"email": "ana@vai.example", "self": True})
    )

    assert read.attendees == (
        Attendee("ana@vai.example", response="accepted", organizer=True),
        Attendee("bob@vai.example", "Bob", optional=True),
    )
    assert (read.organizer_email, read.organizer_self) == ("ana@vai.example", True)


def test_somebody_elses_event_is_not_organized_by_its_reader() -> None:
    read = event_from_google(CALENDAR, event(organizer={"email": "bob@vai.example"}))

    assert not read.organizer_self


VIDEO = {"entryPointType": "video", "uri": "https://meet.google.com/abc"}
PHONE = {"entryPointType": "phone", "uri": "tel:+40"}


def requested(status: str, **more: Any) -> dict[str, Any]:
    return {"createRequest": {"requestId": "r", "status": {"statusCode": status}}, **more}


@pytest.mark.parametrize(
    ("fields", "status", "url"),
    [
        pytest.param({}, MeetStatus.NONE, None, id="none"),
        pytest.param({"conferenceData": requested("pending")}, MeetStatus.PENDING, None, id="pending"),
        pytest.param({"conferenceData": requested("failure")}, MeetStatus.FAILED, None, id="failed"),
        pytest.param({"conferenceData": requested("success")}, MeetStatus.PENDING, None, id="link to come"),
        pytest.param(
            {"conferenceData": requested("success", entryPoints=[PHONE, VIDEO])},
            MeetStatus.READY,
            VIDEO["uri"],
            id="ready",
        ),
        pytest.param(
            {"conferenceData": {"entryPoints": [VIDEO]}}, MeetStatus.READY, VIDEO["uri"], id="made long ago"
        ),
        pytest.param(
            {"hangoutLink": "https://meet.google.com/x"}, MeetStatus.READY, "https://meet.google.com/x"
        ),
    ],
)
def test_a_conference_is_as_far_as_its_link(
    fields: dict[str, Any], status: MeetStatus, url: str | None
) -> None:
    read = event_from_google(CALENDAR, event(**fields))

    assert (read.meet_status, read.meet_url) == (status, url)


def test_an_instance_names_its_series_and_its_first_place() -> None:
    read = event_from_google(
        CALENDAR,
        event(recurringEventId="series", originalStartTime={"dateTime": "2027-03-30T12:00:00+03:00"}),
    )

    assert (read.recurring_event_id, read.original_start) == ("series", "2027-03-30T12:00:00+03:00")


def test_a_series_has_its_rules_and_a_cancelled_instance_its_place_and_nothing_else() -> None:
    rules = ["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Bucharest:20270406T120000"]
    master = event_from_google(CALENDAR, event(recurrence=rules))
    gone = event_from_google(
        CALENDAR,
        {
            "id": "series_20270330",
            "status": "cancelled",
            "recurringEventId": "series",
            "originalStartTime": {"date": "2027-03-30"},
        },
    )

    assert (master.recurrence, master.recurring_event_id) == (tuple(rules), None)
    assert (gone.recurring_event_id, gone.original_start) == ("series", "2027-03-30")
    assert (gone.is_cancelled, gone.when, gone.title, gone.updated) == (True, None, "", None)
