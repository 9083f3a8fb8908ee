"""`calendarList`: each person's own list of calendars [S19][D]."""

import pytest

from tests.sandbox.local_google.people import ANA, BOB, EVE, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.json_types import Json

LIST = "users/me/calendarList"
TEAM = "team@group.calendar.google.com"
NOT_FOUND = (404, "notFound")


async def ids(person: Person, **params: str) -> list[str]:
    return [one["id"] for one in (await person.send("GET", LIST, None, params))["items"]]


async def add(person: Person, calendar_id: str, **fields: object) -> Json:
    return await person.send("POST", LIST, {"id": calendar_id, **fields}, {})


async def test_a_list_begins_with_the_primary_calendar(ana: Person) -> None:
    """[D]."""
    listed = await ana.send("GET", LIST, None, {})
    entry = listed["items"][0]
    etag = entry.pop("etag")

    assert listed["kind"] == "calendar#calendarList"
    assert entry == {
        "kind": "calendar#calendarListEntry",
        "id": ANA,
        "summary": ANA,
        "timeZone": "Europe/Bucharest",
        "selected": True,
        "accessRole": "owner",
        "defaultReminders": [],
        "primary": True,
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
    }
    assert (await ana.send("GET", f"{LIST}/primary", None, {}))["etag"] == etag


async def test_a_secondary_calendar_is_on_its_owners_list_and_names_its_data_owner(
    ana: Person, bob: Person, control: LocalGoogleControl
) -> None:
    """[D][S4]."""
    await control.add_calendar(TEAM, owner=ANA)
    entry = await ana.send("GET", f"{LIST}/{TEAM}", None, {})

    assert (entry["dataOwner"], "primary" in entry) == (ANA, False)
    assert await ids(bob) == [BOB]


async def test_what_is_shared_is_on_nobodys_list_until_they_add_it(
    ana: Person, eve: Person, control: LocalGoogleControl
) -> None:
    """[S9]."""
    assert await refusal(add(eve, ANA)) == NOT_FOUND
    await control.share(ANA, EVE, Role.READER)
    assert await ids(eve) == [EVE]
    assert await refusal(eve.send("GET", f"{LIST}/{ANA}", None, {})) == NOT_FOUND

    entry = await add(eve, ANA, summaryOverride="Ana's")
    assert (entry["accessRole"], entry["summaryOverride"], "selected" in entry) == ("reader", "Ana's", False)
    assert await ids(eve) == [ANA, EVE]


async def test_an_entry_goes_with_the_access_and_its_role_is_that_of_today(
    eve: Person, control: LocalGoogleControl
) -> None:
    """[S11][D]."""
    await control.share(ANA, EVE, Role.READER)
    before = await add(eve, ANA)
    await control.share(ANA, EVE, Role.WRITER_WITHOUT_PRIVATE_ACCESS)
    after = await eve.send("GET", f"{LIST}/{ANA}", None, {})

    assert after["accessRole"] == "writerWithoutPrivateAccess"
    assert after["etag"] == before["etag"]  # which does not change with read-only fields [S14]
    await control.share(ANA, EVE, Role.NONE)
    assert await ids(eve) == [EVE]
    assert await refusal(eve.send("GET", f"{LIST}/{ANA}", None, {})) == NOT_FOUND


@pytest.mark.parametrize("keeps", [True, False])
async def test_whether_a_calendar_can_be_added_twice_is_an_assumption(
    ana: Person, control: LocalGoogleControl, keeps: bool
) -> None:
    await control.assume(listing_again_keeps_entry=keeps)
    await add(ana, BOB, summaryOverride="Bob")
    again = add(ana, BOB, selected=True)

    if keeps:
        assert (await again)["summaryOverride"] == "Bob"
    else:
        assert await refusal(again) == (409, "duplicate")


async def test_a_patch_merges_and_an_update_replaces_what_is_the_persons_own(ana: Person) -> None:
    """[D]."""
    reminders = [{"method": "popup", "minutes": 10}]
    notices = {"notifications": [{"type": "eventCreation", "method": "email"}]}
    body = {"defaultReminders": reminders, "notificationSettings": notices, "summary": "not mine"}
    patched = await ana.send("PATCH", f"{LIST}/primary", body, {})

    assert (patched["defaultReminders"], patched["notificationSettings"]) == (reminders, notices)
    assert (patched["summary"], patched["selected"]) == (ANA, True)
    replaced = await ana.send("PUT", f"{LIST}/primary", {"hidden": True}, {})
    assert (replaced["hidden"], replaced["defaultReminders"], "selected" in replaced) == (True, [], False)


async def test_default_reminders_are_told_with_the_events(ana: Person) -> None:
    """[D]: `defaultReminders` of `events.list`."""
    reminders = [{"method": "email", "minutes": 30}]
    await ana.send("PATCH", f"{LIST}/primary", {"defaultReminders": reminders}, {})

    assert (await ana.list())["defaultReminders"] == reminders


@pytest.mark.parametrize(
    "body",
    [
        {"selected": "yes"},
        {"summaryOverride": 5},
        {"defaultReminders": [{"method": "popup", "minutes": 40321}]},
        {"notificationSettings": {"notifications": [{"type": "eventCreation", "method": "sms"}]}},
    ],
)
async def test_a_wrong_entry_is_refused(ana: Person, body: Json) -> None:
    """[D]."""
    assert await refusal(ana.send("PATCH", f"{LIST}/primary", body, {})) == (400, "invalid")


async def test_hidden_and_removed_entries_are_told_on_demand(ana: Person) -> None:
    """[D]: `showHidden`, `showDeleted`."""
    await add(ana, BOB, hidden=True)
    assert await ids(ana) == [ANA]
    assert await ids(ana, showHidden="true") == [ANA, BOB]

    await ana.send("DELETE", f"{LIST}/{BOB}", None, {})
    assert await ids(ana, showHidden="true") == [ANA]
    deleted = (await ana.send("GET", LIST, None, {"showDeleted": "true"}))["items"][1]
    assert (deleted["id"], deleted["deleted"]) == (BOB, True)
    await ana.list(BOB)


async def test_a_list_can_be_narrowed_by_role_and_organisation(
    ana: Person, control: LocalGoogleControl
) -> None:
    """[D]: `minAccessRole`, and since July 2026 `showOwnOrganizationOnly` [S4]."""
    await control.share(EVE, ANA, Role.WRITER)
    await add(ana, EVE)
    await add(ana, BOB)

    assert await ids(ana, minAccessRole="writer") == [ANA, EVE]
    assert await ids(ana, showOwnOrganizationOnly="true") == [ANA, BOB]
    assert await refusal(ids(ana, minAccessRole="admin")) == (400, "invalid")


async def test_a_list_can_be_followed_with_hidden_and_removed_entries(ana: Person) -> None:
    """[D]: and changes of read-only fields are not told."""
    await add(ana, BOB)
    token = (await ana.send("GET", LIST, None, {}))["nextSyncToken"]
    await ana.send("PATCH", "calendars/primary", {"summary": "Ana"}, {})
    assert await ids(ana, syncToken=token) == []

    await ana.send("PATCH", f"{LIST}/primary", {"hidden": True}, {})
    await ana.send("DELETE", f"{LIST}/{BOB}", None, {})
    assert await ids(ana, syncToken=token) == [ANA, BOB]
    for wrong in (
        {"minAccessRole": "owner"},
        {"showOwnOrganizationOnly": "true"},
        {"showHidden": "false"},
        {"showDeleted": "false"},
    ):
        assert await refusal(ids(ana, syncToken=token, **wrong)) == (400, "invalid")


async def test_pages_have_at_most_250_entries(ana: Person, control: LocalGoogleControl) -> None:
    """[D]."""
    await control.assume(oversized_page="refuse")
    assert await refusal(ids(ana, maxResults="251")) == (400, "invalid")
    await control.behave(first_page_empty=True)
    first = await ana.send("GET", LIST, None, {})
    assert first["items"] == []
    assert await ids(ana, pageToken=first["nextPageToken"]) == [ANA]


async def test_colours_in_rgb_and_a_list_without_the_primary_calendar_are_not_built(ana: Person) -> None:
    built = ana.send("PATCH", f"{LIST}/primary", {}, {"colorRgbFormat": "true"})
    assert await refusal(built) == (501, "notImplementedLocally")
    assert await refusal(ana.send("DELETE", f"{LIST}/primary", None, {})) == (501, "notImplementedLocally")
