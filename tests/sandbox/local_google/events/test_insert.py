"""`events.insert`, [D] and 4."""

from typing import Any

import pytest

from tests.sandbox.local_google.people import ANA, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person


async def test_a_new_event_has_what_google_gives_it(ana: Person) -> None:
    """[D] [D]."""
    event = await ana.insert(meeting())
    link, etag, event_id = event.pop("htmlLink"), event.pop("etag"), event.pop("id")

    assert link.startswith("https://www.google.com/calendar/event?eid=")
    assert etag.startswith('"')
    assert event == {
        "kind": "calendar#event",
        "status": "confirmed",
        "summary": "Review",
        "start": {"dateTime": "2026-11-23T12:00:00+02:00", "timeZone": "Europe/Bucharest"},
        "end": {"dateTime": "2026-11-23T13:00:00+02:00", "timeZone": "Europe/Bucharest"},
        "creator": {"email": ANA, "self": True},
        "organizer": {"email": ANA, "self": True},
        "created": "2026-11-23T08:00:00.000Z",
        "updated": "2026-11-23T08:00:00.000Z",
        "iCalUID": f"{event_id}@google.com",
        "sequence": 0,
        "eventType": "default",
        "reminders": {"useDefault": True},
    }


async def test_a_client_chooses_the_id_once(ana: Person) -> None:
    """[D][S11] C.1: also for ids of deleted events [O12]."""
    assert (await ana.insert(meeting(id="vai0123456")))["id"] == "vai0123456"
    assert await refusal(ana.insert(meeting(id="vai0123456"))) == (409, "duplicate")
    await ana.delete("vai0123456")
    assert await refusal(ana.insert(meeting(id="vai0123456"))) == (409, "duplicate")


@pytest.mark.parametrize("event_id", ["abcd", "a" * 1025, "vai-01234", "VAI012345", "vaiw01234", 12345])
async def test_an_id_is_base32hex_of_5_to_1024(ana: Person, event_id: Any) -> None:
    """[D] C.1."""
    assert await refusal(ana.insert(meeting(id=event_id))) == (400, "invalid")


async def test_ids_of_the_server_are_valid_and_new(ana: Person) -> None:
    made = {(await ana.insert(meeting()))["id"] for _ in range(5)}

    assert len(made) == 5
    assert all(set(one) <= set("0123456789abcdefghijklmnopqrstuv") for one in made)


async def test_a_client_may_bring_an_icaluid(ana: Person) -> None:
    """[D] [D]."""
    event = await ana.insert(meeting(iCalUID="42@elsewhere"))

    assert [one["id"] for one in (await ana.list(iCalUID="42@elsewhere"))["items"]] == [event["id"]]


DAY = {"start": {"date": "2026-11-23"}, "end": {"date": "2026-11-24"}}
TEN = {"dateTime": "2026-11-23T10:00:00Z"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param({"end": TEN}, "required", id="no-start"),
        pytest.param({"start": TEN}, "required", id="no-end"),
        pytest.param(meeting("11:00", "10:00"), "timeRangeEmpty", id="end-before-start"),
        pytest.param({**DAY, "end": DAY["start"]}, "timeRangeEmpty", id="empty-day"),
        pytest.param({"start": TEN, "end": {"date": "2026-11-24"}}, "invalid", id="date-and-time-mixed"),
        pytest.param({"start": {**TEN, "date": "2026-11-23"}, "end": TEN}, "invalid", id="both-in-one"),
        pytest.param({"start": {**TEN, "timeZone": "Mars/Base"}, "end": TEN}, "invalid", id="unknown-zone"),
        pytest.param({"start": {**TEN, "timeZone": "+02:00"}, "end": TEN}, "invalid", id="offset-as-zone"),
        pytest.param({"start": {"dateTime": "2026-11-23 10:00Z"}, "end": TEN}, "invalid", id="not-rfc3339"),
        pytest.param({"start": {"dateTime": "2026-13-23T10:00:00Z"}, "end": TEN}, "invalid", id="no-month"),
        pytest.param({"start": {"date": "23.11.2026"}, "end": DAY["end"]}, "invalid", id="bad-date"),
        pytest.param(meeting(recurrence=["RRULE:FREQ=DAILY"]), "required", id="series-without-zone"),
        pytest.param({**DAY, "recurrence": ["DTSTART:20261123"]}, "invalid", id="dtstart-in-recurrence"),
        pytest.param(meeting(attendees=[{"email": "ana"}]), "invalid", id="bad-attendee"),
        pytest.param(meeting(attendees=[{"displayName": "Ana"}]), "invalid", id="attendee-without-email"),
        pytest.param(
            meeting(attendees=[{"email": ANA, "responseStatus": "yes"}]), "invalid", id="bad-response"
        ),
        pytest.param(meeting(status="done"), "invalid", id="bad-status"),
        pytest.param(meeting(transparency="busy"), "invalid", id="bad-transparency"),
        pytest.param(meeting(visibility="secret"), "invalid", id="bad-visibility"),
        pytest.param(meeting(summary=5), "invalid", id="summary-not-text"),
        pytest.param(meeting(source={"url": "ftp://files"}), "invalid", id="source-not-http"),
        pytest.param(meeting(eventType="fromGmail"), "invalid", id="from-gmail-cannot-be-made"),
        pytest.param({**DAY, "eventType": "outOfOffice"}, "invalid", id="all-day-out-of-office"),
        pytest.param(
            meeting(reminders={"overrides": [{"method": "popup", "minutes": n} for n in range(6)]}),
            "invalid",
            id="six-reminders",
        ),
        pytest.param(
            meeting(reminders={"overrides": [{"method": "popup", "minutes": 40321}]}),
            "invalid",
            id="reminder-too-early",
        ),
        pytest.param(
            meeting(reminders={"overrides": [{"method": "popup", "minutes": -1}]}),
            "invalid",
            id="reminder-afterwards",
        ),
        pytest.param(
            meeting(reminders={"overrides": [{"method": "pigeon", "minutes": 5}]}),
            "invalid",
            id="reminder-method",
        ),
        pytest.param(
            meeting(reminders={"useDefault": True, "overrides": [{"method": "popup", "minutes": 5}]}),
            "cannotUseDefaultRemindersAndSpecifyOverride",
            id="default-and-overrides",
        ),
    ],
)
async def test_a_wrong_body_is_refused_and_leaves_nothing(ana: Person, body: Any, reason: str) -> None:
    """[D][S19][S20] [D]."""
    assert await refusal(ana.insert(body)) == (400, reason)
    assert (await ana.list(showDeleted="true"))["items"] == []


async def test_a_body_that_is_not_json_is_a_parse_error(ana: Person) -> None:
    assert await refusal(ana.send("POST", "calendars/primary/events", None, {})) == (400, "parseError")


@pytest.mark.parametrize(
    "params", [{"sendUpdates": "some"}, {"conferenceDataVersion": "2"}, {"maxAttendees": "0"}]
)
async def test_a_wrong_parameter_is_refused_before_anything_happens(ana: Person, params: Any) -> None:
    """[D]."""
    assert await refusal(ana.insert(meeting(), **params)) == (400, "invalid")
    assert (await ana.list())["items"] == []


async def test_long_extended_properties_are_cut_in_silence(ana: Person) -> None:
    """Keys over 44 characters are dropped, values over 1024 cut [S8]."""
    private = {"k" * 44: "v" * 1025, "k" * 45: "v"}
    event = await ana.insert(meeting(extendedProperties={"private": private}))

    assert event["extendedProperties"] == {"private": {"k" * 44: "v" * 1024}}


async def test_reminders_up_to_the_limits_are_kept(ana: Person) -> None:
    """[D][S20]."""
    overrides = [{"method": "email", "minutes": 40320}, {"method": "popup", "minutes": 0}]
    reminders = {"useDefault": False, "overrides": overrides}

    assert (await ana.insert(meeting(reminders=reminders)))["reminders"] == reminders


async def test_a_local_time_is_read_in_its_zone(ana: Person) -> None:
    """[S19] [D]: an offset fixes the instant, without one the zone does."""
    start = {"dateTime": "2026-11-23T10:00:00", "timeZone": "America/New_York"}
    end = {"dateTime": "2026-11-23T17:00:00+01:00", "timeZone": "Europe/Paris"}
    event = await ana.insert({"start": start, "end": end})

    assert event["start"] == {"dateTime": "2026-11-23T17:00:00+02:00", "timeZone": "America/New_York"}
    assert event["end"] == {"dateTime": "2026-11-23T18:00:00+02:00", "timeZone": "Europe/Paris"}


@pytest.mark.parametrize("choice", ["refuse", "calendar_zone"])
async def test_a_local_time_without_zone_is_an_assumption(
    ana: Person, control: LocalGoogleControl, choice: str
) -> None:
    """[D] against [S19], [D]."""
    await control.assume(local_time_without_zone=choice)
    body = {"start": {"dateTime": "2026-11-23T10:00:00"}, "end": {"dateTime": "2026-11-23T11:00:00"}}

    if choice == "refuse":
        assert await refusal(ana.insert(body)) == (400, "required")
    else:
        assert (await ana.insert(body))["start"]["dateTime"] == "2026-11-23T10:00:00+02:00"


@pytest.mark.parametrize(("fold", "instant"), [(0, "00:30:00Z"), (1, "01:30:00Z")])
async def test_a_wall_time_that_occurs_twice_is_an_assumption(
    ana: Person, control: LocalGoogleControl, fold: int, instant: str
) -> None:
    """Facts 10 [U]: in Bucharest 03:30 happens twice on 25 October 2026."""
    await control.assume(local_time_fold=fold)
    start = {"dateTime": "2026-10-25T03:30:00", "timeZone": "Europe/Bucharest"}
    made = await ana.insert({"start": start, "end": {"dateTime": "2026-10-25T09:00:00Z"}})

    assert (await ana.get(made["id"], timeZone="UTC"))["start"]["dateTime"] == f"2026-10-25T{instant}"


@pytest.mark.parametrize("allowed", [True, False])
async def test_an_event_without_length_is_an_assumption(
    ana: Person, control: LocalGoogleControl, allowed: bool
) -> None:
    await control.assume(zero_length_events=allowed)

    if allowed:
        await ana.insert(meeting("10:00", "10:00"))
    else:
        assert await refusal(ana.insert(meeting("10:00", "10:00"))) == (400, "timeRangeEmpty")


async def test_status_events_live_on_primary_calendars(ana: Person, control: LocalGoogleControl) -> None:
    """[S22] [D].1."""
    await control.add_calendar("team@group.calendar.google.com", owner=ANA)
    away = meeting(eventType="outOfOffice", outOfOfficeProperties={"autoDeclineMode": "declineNone"})

    assert (await ana.insert(away))["eventType"] == "outOfOffice"
    assert await refusal(ana.insert(away, "team@group.calendar.google.com")) == (400, "invalid")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "calendars/primary/clear"),
        ("GET", "colors"),
        ("POST", "calendars/primary/events/quickAdd"),
    ],
)
async def test_what_is_not_built_says_so(ana: Person, method: str, path: str) -> None:
    assert await refusal(ana.send(method, path, None, {})) == (501, "notImplementedLocally")


@pytest.mark.parametrize("path", ["calendar/v3//freeBusy", "freeBusy", "calendar/v3/freebusy"])
async def test_a_path_that_google_does_not_have_is_not_found(ana: Person, path: str) -> None:
    async with ana.session.post(ana.url + path, json={}) as response:
        assert response.status == 404
