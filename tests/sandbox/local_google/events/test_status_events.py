"""What events of each type must be [S21][S22]."""

from typing import Any

import pytest

from tests.sandbox.local_google.people import ANA, busy, hours, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

DAY = {"start": {"date": "2026-11-23"}, "end": {"date": "2026-11-24"}}
TWO_DAYS = {"start": {"date": "2026-11-23"}, "end": {"date": "2026-11-25"}}
AWAY = {"eventType": "outOfOffice", "outOfOfficeProperties": {}}
FOCUS = {"eventType": "focusTime", "focusTimeProperties": {"chatStatus": "doNotDisturb"}}
PLACE = {
    "eventType": "workingLocation",
    "visibility": "public",
    "transparency": "transparent",
    "workingLocationProperties": {"type": "homeOffice", "homeOffice": {}},
}
BIRTHDAY = {
    "eventType": "birthday",
    "visibility": "private",
    "transparency": "transparent",
    "recurrence": ["RRULE:FREQ=YEARLY"],
}
LEAP: Json = {**BIRTHDAY, "start": {"date": "2024-02-29"}, "end": {"date": "2024-03-01"}}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({**meeting(), **AWAY}, id="away"),
        pytest.param({**meeting(), **FOCUS}, id="focus"),
        pytest.param({**meeting(), **PLACE}, id="place-for-an-hour"),
        pytest.param({**DAY, **PLACE}, id="place-for-a-day"),
        pytest.param({**DAY, **BIRTHDAY}, id="birthday"),
        pytest.param({**DAY, **BIRTHDAY, "birthdayProperties": {"type": "birthday"}}, id="named-birthday"),
        pytest.param(
            {**LEAP, "recurrence": ["RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"]}, id="born-on-29-february"
        ),
    ],
)
async def test_an_event_of_a_type_that_is_right_is_made(ana: Person, body: Json) -> None:
    made = await ana.insert(body)

    assert made["eventType"] == body["eventType"]
    (listed,) = (await ana.list(eventTypes=body["eventType"]))["items"]
    assert listed["id"] == made["id"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param({**DAY, **AWAY}, "invalid", id="all-day-absence"),
        pytest.param({**meeting(), **AWAY, "transparency": "transparent"}, "invalid", id="free-absence"),
        pytest.param({**meeting(), "eventType": "outOfOffice"}, "required", id="absence-without-properties"),
        pytest.param({**meeting(), "eventType": "focusTime"}, "required", id="focus-without-properties"),
        pytest.param(
            {**meeting(), **AWAY, "outOfOfficeProperties": {"autoDeclineMode": "decline"}},
            "invalid",
            id="unknown-mode",
        ),
        pytest.param({**TWO_DAYS, **PLACE}, "invalid", id="place-for-two-days"),
        pytest.param({**DAY, **PLACE, "visibility": "private"}, "invalid", id="secret-place"),
        pytest.param({**DAY, **PLACE, "transparency": "opaque"}, "invalid", id="busy-place"),
        pytest.param({**DAY, **PLACE, "workingLocationProperties": {}}, "invalid", id="nowhere"),
        pytest.param({**meeting(), **BIRTHDAY, "recurrence": []}, "invalid", id="birthday-at-ten"),
        pytest.param({**TWO_DAYS, **BIRTHDAY}, "invalid", id="birthday-of-two-days"),
        pytest.param({**DAY, **BIRTHDAY, "recurrence": []}, "invalid", id="birthday-once"),
        pytest.param(
            {**DAY, **BIRTHDAY, "recurrence": ["RRULE:FREQ=MONTHLY"]}, "invalid", id="birthday-every-month"
        ),
        pytest.param(LEAP, "invalid", id="29-february-without-its-rule"),
        pytest.param({**DAY, **BIRTHDAY, "visibility": "public"}, "invalid", id="public-birthday"),
        pytest.param({**DAY, **BIRTHDAY, "transparency": "opaque"}, "invalid", id="busy-birthday"),
        pytest.param(
            {**DAY, **BIRTHDAY, "birthdayProperties": {"type": "anniversary"}}, "invalid", id="anniversary"
        ),
        pytest.param({**meeting(), "eventType": "fromGmail"}, "invalid", id="from-gmail"),
    ],
)
async def test_an_event_of_a_type_that_is_wrong_is_refused(ana: Person, body: Json, reason: str) -> None:
    """[S21][S22]."""
    assert await refusal(ana.insert(body)) == (400, reason)


@pytest.mark.parametrize("fields", [PLACE, BIRTHDAY])
async def test_places_and_birthdays_leave_a_day_free(ana: Person, fields: Json) -> None:
    """[S21][S22]."""
    await ana.insert({**DAY, **fields})

    assert hours((await busy(ana, ANA))[ANA]) == []


@pytest.mark.parametrize("fields", [AWAY, FOCUS, PLACE])
async def test_only_primary_calendars_have_them(
    ana: Person, control: LocalGoogleControl, fields: dict[str, Any]
) -> None:
    """[S22]."""
    await control.add_calendar("team@group.calendar.google.com", owner=ANA)

    refused = ana.insert({**meeting(), **fields}, "team@group.calendar.google.com")
    assert await refusal(refused) == (400, "invalid")


async def test_a_change_keeps_to_the_rules_of_its_type(ana: Person) -> None:
    made = await ana.insert({**meeting(), **AWAY})

    assert await refusal(ana.patch(made["id"], {"transparency": "transparent"})) == (400, "invalid")
    assert (await ana.patch(made["id"], {"summary": "Gone fishing"}))["summary"] == "Gone fishing"
