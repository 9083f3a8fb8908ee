"""Whatever comes in, the answer is one of the documented errors, and never a broken server."""

import json
from typing import Any

import pytest
from yarl import URL

from tests.sandbox.local_google.people import ANA, busy, guests, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

TEN = {"dateTime": "2026-11-23T10:00:00Z", "timeZone": "UTC"}


def series(rule: str) -> Json:
    return {**meeting(), "start": TEN, "end": TEN, "recurrence": [rule]}


async def sent(person: Person, method: str, path: str, body: bytes | None = None) -> tuple[int, Json]:
    address = URL(f"{person.url}calendar/v3/{path}", encoded=True)
    headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"}
    async with person.session.request(method, address, data=body, headers=headers) as response:
        return response.status, json.loads(await response.read())


@pytest.mark.parametrize(
    "fields",
    [
        {"eventType": []},
        {"eventType": {}},
        {"summary": ["x"]},
        {"attendees": [None, "x"]},
        {"attendees": [{"email": "bob@corp.example", "responseStatus": []}]},
        {"attendees": {"email": "bob@corp.example"}},
        {"eventType": "outOfOffice", "outOfOfficeProperties": {"autoDeclineMode": []}},
        {"eventType": "outOfOffice", "outOfOfficeProperties": {"declineMessage": 5}},
        {"eventType": "workingLocation", "workingLocationProperties": {"type": {}}},
        {"sequence": 10**30},
        {"sequence": True},
        {"start": "2026-11-23"},
        {"extendedProperties": {"private": {"a": 1}}},
    ],
    ids=str,
)
async def test_a_field_of_a_wrong_type_is_refused(ana: Person, fields: Json) -> None:
    """[D] gives every field a type."""
    assert await refusal(ana.insert({**meeting(), **fields})) == (400, "invalid")


async def test_a_null_clears_a_field_of_any_type(ana: Person) -> None:
    """[S12]."""
    made = await ana.insert(meeting(attendees=guests("bob@corp.example"), location="here"))
    patched = await ana.patch(made["id"], {"attendees": None, "location": None, **meeting()})

    assert "attendees" not in patched
    assert "location" not in patched


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"summary": NaN}',
        b'{"sequence": Infinity}',
        b'{"sequence": ' + b"9" * 5000 + b"}",
        b'{"summary": "\\ud800"}',
        b"\xff",
    ],
    ids=["deep", "NaN", "Infinity", "5000 digits", "half a character", "no UTF-8"],
)
async def test_a_body_that_is_no_json_is_a_parse_error(ana: Person, body: bytes) -> None:
    status, answer = await sent(ana, "POST", "calendars/primary/events", body)

    assert (status, answer["error"]["errors"][0]["reason"]) == (400, "parseError")


async def test_a_character_beyond_the_first_plane_may_be_written_in_two_halves(ana: Person) -> None:
    body = json.dumps(meeting(summary="🙂"), ensure_ascii=True).encode()

    assert (await sent(ana, "POST", "calendars/primary/events", body))[1]["summary"] == "🙂"


@pytest.mark.parametrize("digits", [11, 5000])
@pytest.mark.parametrize("name", ["maxResults", "maxAttendees"])
async def test_a_number_of_more_than_32_bits_is_refused(ana: Person, name: str, digits: int) -> None:
    """[D]: `int32`."""
    assert await refusal(ana.list(**{name: "9" * digits})) == (400, "invalid")


@pytest.mark.parametrize("bound", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
async def test_the_ends_of_time_are_bounds_like_others(ana: Person, bound: str) -> None:
    """Clients write them for "no bound"."""
    await ana.insert(series("RRULE:FREQ=DAILY;COUNT=3"))
    name, missed = ("timeMin", 0) if bound.startswith("0001") else ("timeMax", 0)
    other = "timeMax" if name == "timeMin" else "timeMin"

    assert len((await ana.list(singleEvents="true", **{name: bound}))["items"]) == 3
    assert len((await ana.list(singleEvents="true", **{other: bound}))["items"]) == missed
    assert (await ana.list(**{other: bound, "timeZone": "Asia/Tokyo"}))["items"] == []


async def test_free_busy_at_the_beginning_of_time_is_free(ana: Person) -> None:
    body = {
        "timeMin": "0001-01-01T00:00:00Z",
        "timeMax": "1000-02-01T00:00:00Z",
        "timeZone": "America/New_York",
    }

    assert (await busy(ana, ANA, **body))[ANA]["busy"] == []


@pytest.mark.parametrize(
    "stamp", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "2500-01-01T00:00:00Z"]
)
async def test_an_event_beyond_all_calculation_is_refused_and_leaves_the_calendar_readable(
    ana: Person, stamp: str
) -> None:
    times: Any = {"start": {"dateTime": stamp}, "end": {"dateTime": stamp}}

    assert await refusal(ana.insert({"summary": "x", **times})) == (400, "invalid")
    assert (await ana.list())["items"] == []


@pytest.mark.parametrize("instance", ["99991231T235959Z", "99991231", "00010101", "20261399", "٢٠٢٦١١٢٣"])
async def test_an_instance_that_cannot_be_is_not_found(ana: Person, instance: str) -> None:
    made = await ana.insert(series("RRULE:FREQ=DAILY"))

    assert await refusal(ana.get(f"{made['id']}_{instance}")) == (404, "notFound")


@pytest.mark.parametrize("rule", ["RRULE:FREQ=MONTHLY;BYDAY=9MO", "RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=-6SU"])
async def test_a_weekday_that_no_month_has_is_refused(ana: Person, rule: str) -> None:
    body = series(rule)

    assert await refusal(ana.insert(body)) == (400, "invalid")


async def test_the_fifth_weekday_of_a_month_and_the_twentieth_of_a_year_are_good(ana: Person) -> None:
    for rule in ("RRULE:FREQ=MONTHLY;BYDAY=-5MO", "RRULE:FREQ=YEARLY;BYDAY=20MO"):
        await ana.insert(series(rule))


@pytest.mark.parametrize("path", ["calendars/primary%0d%0a", "calendars/%00/events", "%2F", "calendars/%ff"])
async def test_any_path_is_answered_in_json(ana: Person, path: str) -> None:
    status, answer = await sent(ana, "GET", path)

    assert (status, answer["error"]["code"]) == (404, 404)


async def test_a_fault_that_could_not_be_matched_is_refused(ana: Person, control: LocalGoogleControl) -> None:
    order = {"path": "[", "status": 500}
    async with control.session.post(f"{control.url}_control/faults", json=order) as response:
        assert response.status == 400

    assert (await ana.list())["items"] == []


@pytest.mark.parametrize(("place", "body"), [("behaviour", "[]"), ("behaviour", "{"), ("assumptions", "1")])
async def test_wrong_orders_of_the_control_api_are_told(
    control: LocalGoogleControl, place: str, body: str
) -> None:
    async with control.session.patch(f"{control.url}_control/{place}", data=body) as response:
        assert response.status == 400
    async with control.session.get(f"{control.url}_control/log?path=%5B") as response:
        assert response.status == 400
