"""`calendars`: get, insert, patch, update, delete [D]."""

import pytest

from tests.sandbox.local_google.people import ANA, BOB, EVE, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.json_types import Json

LIST = "users/me/calendarList"
NOT_FOUND = (404, "notFound")


async def made(person: Person, **fields: object) -> Json:
    return await person.send("POST", "calendars", {"summary": "Team", **fields}, {})


async def test_a_new_calendar_belongs_to_who_makes_it(ana: Person, bob: Person) -> None:
    """[D][S4]: its data owner; it is on their list, and nobody else sees it."""
    calendar = await made(ana, description="Ours", dataOwner=BOB)
    calendar_id, _ = calendar.pop("id"), calendar.pop("etag")

    assert calendar == {
        "kind": "calendar#calendar",
        "summary": "Team",
        "description": "Ours",
        "timeZone": "Europe/Bucharest",
        "dataOwner": ANA,
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
    }
    assert (await ana.send("GET", f"{LIST}/{calendar_id}", None, {}))["accessRole"] == "owner"
    assert (await ana.insert(meeting(), calendar_id))["organizer"]["email"] == calendar_id
    assert await refusal(bob.list(calendar_id)) == NOT_FOUND


@pytest.mark.parametrize(
    ("body", "reason"),
    [({}, "required"), ({"summary": 5}, "invalid"), ({"summary": "x", "timeZone": "Mars/Base"}, "invalid")],
)
async def test_a_wrong_calendar_is_refused(ana: Person, body: Json, reason: str) -> None:
    """[D]: the title is required."""
    assert await refusal(ana.send("POST", "calendars", body, {})) == (400, reason)


async def test_a_patch_merges_and_an_update_replaces(ana: Person) -> None:
    """[D]."""
    place = f"calendars/{(await made(ana, description='Ours', location='Iași'))['id']}"

    patched = await ana.send("PATCH", place, {"description": None, "timeZone": "Europe/Paris"}, {})
    assert (patched["summary"], patched["location"]) == ("Team", "Iași")
    assert (patched["timeZone"], "description" in patched) == ("Europe/Paris", False)
    replaced = await ana.send("PUT", place, {"summary": "New"}, {})
    assert (replaced["summary"], "location" in replaced) == ("New", False)
    assert (await ana.send("GET", place, None, {}))["etag"] == replaced["etag"] != patched["etag"]


@pytest.mark.parametrize("least", ["owner", "writer"])
async def test_who_may_change_properties_is_an_assumption(
    ana: Person, eve: Person, control: LocalGoogleControl, least: str
) -> None:
    await control.assume(calendar_properties_need=least)
    await control.share(ANA, EVE, Role.WRITER)
    call = eve.send("PATCH", f"calendars/{ANA}", {"summary": "Mine"}, {})

    if least == "writer":
        assert (await call)["summary"] == "Mine"
    else:
        assert await refusal(call) == (403, "requiredAccessLevel")


async def test_only_the_data_owner_deletes_a_calendar(
    ana: Person, bob: Person, eve: Person, control: LocalGoogleControl
) -> None:
    """[S4][S27]."""
    calendar_id = (await made(ana))["id"]
    await control.share(calendar_id, BOB, Role.OWNER)
    await bob.send("POST", LIST, {"id": calendar_id}, {})

    assert await refusal(eve.send("DELETE", f"calendars/{calendar_id}", None, {})) == NOT_FOUND
    assert await refusal(bob.send("DELETE", f"calendars/{calendar_id}", None, {})) == (403, "forbidden")
    await ana.send("DELETE", f"calendars/{calendar_id}", None, {})
    assert await refusal(ana.list(calendar_id)) == NOT_FOUND
    shown = (await bob.send("GET", LIST, None, {"showDeleted": "true"}))["items"]
    assert [one["id"] for one in shown if one.get("deleted")] == [calendar_id]


async def test_a_primary_calendar_cannot_be_deleted(ana: Person) -> None:
    """[D]: `calendars.clear` is for primary calendars, and is not built."""
    assert await refusal(ana.send("DELETE", "calendars/primary", None, {})) == (400, "invalid")
    clear = ana.send("POST", "calendars/primary/clear", None, {})
    assert await refusal(clear) == (501, "notImplementedLocally")


async def test_a_version_that_is_known_is_not_sent_again(ana: Person) -> None:
    """[V]: 304 for `If-None-Match`, 412 for a stale `If-Match`."""
    etag = (await ana.send("GET", "calendars/primary", None, {}))["etag"]
    place = f"{ana.url}calendar/v3/calendars/primary"
    known = {"Authorization": f"Bearer {ana.token}"}
    async with ana.session.get(place, headers=known | {"If-None-Match": etag}) as response:
        assert response.status == 304
    async with ana.session.patch(place, json={}, headers=known | {"If-Match": '"0"'}) as response:
        assert response.status == 412
