"""How much, and of what kind: limits and small print of events [D]."""

import json

import pytest

from tests.sandbox.local_google.people import ANA, BOB, EVE, busy, meeting, refusal, responses
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json


async def test_a_reminder_by_sms_is_passed_over(ana: Person) -> None:
    """Since January 2019 [S4]."""
    overrides = [{"method": "sms", "minutes": 5}, {"method": "popup", "minutes": 10}]
    made = await ana.insert(meeting(reminders={"useDefault": False, "overrides": overrides}))

    assert made["reminders"] == {"useDefault": False, "overrides": overrides[1:]}


@pytest.mark.parametrize(
    ("properties", "fits"),
    [
        pytest.param({f"k{number}": "v" for number in range(300)}, True, id="300"),
        pytest.param({f"k{number}": "v" for number in range(301)}, False, id="301"),
        pytest.param({f"k{number:03}": "v" * 1020 for number in range(32)}, True, id="32-kB"),
        pytest.param({f"k{number:03}": "v" * 1021 for number in range(32)}, False, id="over-32-kB"),
    ],
)
async def test_extended_properties_have_a_total(ana: Person, properties: Json, fits: bool) -> None:
    """[S8]."""
    half = dict(list(properties.items())[::2])
    rest = {name: text for name, text in properties.items() if name not in half}
    wanted = ana.insert(meeting(extendedProperties={"private": half, "shared": rest}))

    if fits:
        assert (await wanted)["extendedProperties"] == {"private": half, "shared": rest}
    else:
        assert await refusal(wanted) == (400, "invalid")


async def test_a_page_of_events_has_250_unless_asked_otherwise(ana: Person) -> None:
    for _ in range(251):
        await ana.insert(meeting())
    first = await ana.list()

    assert len(first["items"]) == 250
    assert len((await ana.list(pageToken=first["nextPageToken"]))["items"]) == 1
    assert len((await ana.list(maxResults="2500"))["items"]) == 251


async def test_texts_have_no_limit_of_their_own(ana: Person) -> None:
    texts = dict.fromkeys(("summary", "description", "location"), "ü" * 10_000)
    made = await ana.insert(meeting(**texts))

    assert {name: made[name] for name in texts} == texts


@pytest.mark.parametrize("header", ["If-Match", "If-None-Match"])
async def test_an_insert_knows_no_condition(ana: Person, header: str) -> None:
    """[S14]."""
    headers = {"Authorization": f"Bearer {ana.token}", header: "*"}
    address = f"{ana.url}calendar/v3/calendars/primary/events"
    for number in range(2):
        async with ana.session.post(address, json=meeting(summary=str(number)), headers=headers) as response:
            assert response.status == 200


async def test_a_calendar_says_which_conferences_it_allows(ana: Person) -> None:
    calendar = await ana.send("GET", "calendars/primary", None, {})

    assert calendar["conferenceProperties"] == {"allowedConferenceSolutionTypes": ["hangoutsMeet"]}


async def test_two_events_may_take_the_same_time(ana: Person) -> None:
    """There is no booking of what is free: a snapshot is all that free/busy gives."""
    first, second = await ana.insert(meeting()), await ana.insert(meeting())

    assert {first["status"], second["status"]} == {"confirmed"}
    assert len((await ana.list())["items"]) == 2


@pytest.mark.parametrize(("resets", "response"), [(True, "needsAction"), (False, "accepted")])
async def test_whether_an_answer_for_who_sees_no_invitation_is_reset_is_an_assumption(
    ana: Person, control: LocalGoogleControl, resets: bool, response: str
) -> None:
    await control.assume(unseen_invitation_resets_response=resets)
    await control.add_account(EVE, invitations_appear=False)
    answered = [{"email": email, "responseStatus": "accepted"} for email in (BOB, EVE)]
    made = await ana.insert(meeting(attendees=answered))

    assert responses(made) == {BOB: "accepted", EVE: response}


async def test_always_include_email_is_ignored(ana: Person) -> None:
    await ana.insert(meeting())

    assert (await ana.list(alwaysIncludeEmail="true"))["items"] == (await ana.list())["items"]


async def test_pretty_print_changes_nothing_but_spaces(ana: Person) -> None:
    made = await ana.insert(meeting())
    headers = {"Authorization": f"Bearer {ana.token}"}
    address = f"{ana.url}calendar/v3/calendars/primary/events/{made['id']}"
    async with ana.session.get(address, params={"prettyPrint": "false"}, headers=headers) as response:
        text = await response.text()

    assert json.loads(text) == made
    assert "\n" not in text


async def test_the_zone_of_an_all_day_event_counts_for_nothing(ana: Person) -> None:
    days = {"start": {"date": "2026-11-24", "timeZone": "Asia/Tokyo"}, "end": {"date": "2026-11-25"}}
    await ana.insert({"summary": "Day", **days})

    (span,) = (await busy(ana, ANA, timeMax="2026-11-26T00:00:00Z"))[ANA]["busy"]
    assert span == {"start": "2026-11-23T22:00:00Z", "end": "2026-11-24T22:00:00Z"}
