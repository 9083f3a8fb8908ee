"""`settings`: what a person has set, for programs to read [S23][D]."""

import pytest

from tests.sandbox.local_google.people import ANA, BOB, SCOPE, Login, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import LocalGoogleError, Person

SETTINGS = "users/me/settings"
DEFAULTS = {
    "autoAddHangouts": "false",
    "dateFieldOrder": "MDY",
    "defaultEventLength": "60",
    "format24HourTime": "false",
    "hideInvitations": "false",
    "hideWeekends": "false",
    "locale": "en",
    "remindOnRespondedEventsOnly": "false",
    "showDeclinedEvents": "true",
    "timezone": "Etc/GMT",
    "useKeyboardShortcuts": "true",
    "weekStart": "0",
}


async def settings(person: Person, **params: str) -> dict[str, str]:
    listed = await person.send("GET", SETTINGS, None, params)
    return {one["id"]: one["value"] for one in listed["items"]}


@pytest.mark.parametrize("name", DEFAULTS)
async def test_every_setting_has_its_default(ana: Person, name: str) -> None:
    """[S23]."""
    got = await ana.send("GET", f"{SETTINGS}/{name}", None, {})

    expected = "Europe/Bucharest" if name == "timezone" else DEFAULTS[name]
    assert (got["kind"], got["id"], got["value"]) == ("calendar#setting", name, expected)


@pytest.mark.parametrize("listed", [True, False])
async def test_whether_a_setting_at_its_default_is_listed_is_an_assumption(
    ana: Person, control: LocalGoogleControl, listed: bool
) -> None:
    """[S23]: it may be missing."""
    await control.assume(default_settings_are_listed=listed)
    await control.change_setting(ANA, "locale", "ro")
    changed = {"locale": "ro", "timezone": "Europe/Bucharest"}

    assert await settings(ana) == ({**DEFAULTS, **changed} if listed else changed)


async def test_a_setting_belongs_to_one_person(ana: Person, bob: Person, control: LocalGoogleControl) -> None:
    await control.change_setting(BOB, "defaultEventLength", "25")

    assert (await settings(bob))["defaultEventLength"] == "25"
    assert "defaultEventLength" not in await settings(ana)


async def test_settings_are_read_only(ana: Person) -> None:
    """[S23]: get, list and watch are all there is."""
    for method in ("PUT", "PATCH", "DELETE"):
        with pytest.raises(LocalGoogleError):
            await ana.send(method, f"{SETTINGS}/locale", {"value": "ro"}, {})


async def test_an_unknown_setting_is_not_found(ana: Person) -> None:
    assert await refusal(ana.send("GET", f"{SETTINGS}/colour", None, {})) == (404, "notFound")


async def test_a_person_cannot_set_what_is_no_setting(control: LocalGoogleControl) -> None:
    """[D]: a value has at most 1,024 characters."""
    for name, value in (("colour", "red"), ("locale", "r" * 1025)):
        assert await refusal(control.change_setting(ANA, name, value)) == (400, "invalid")


async def test_settings_can_be_followed_back_to_their_default_too(
    ana: Person, control: LocalGoogleControl
) -> None:
    """[D]: sync token."""
    await control.change_setting(ANA, "weekStart", "1")
    token = (await ana.send("GET", SETTINGS, None, {}))["nextSyncToken"]
    assert await settings(ana, syncToken=token) == {}
    await control.change_setting(ANA, "weekStart", "0")

    assert await settings(ana, syncToken=token) == {"weekStart": "0"}


async def test_settings_have_a_scope_of_their_own(login: Login) -> None:
    """[D]."""
    narrow = await login(ANA, SCOPE + "calendar.settings.readonly")
    assert (await settings(narrow))["timezone"] == "Europe/Bucharest"

    events = await login(ANA, SCOPE + "calendar.events")
    assert await refusal(settings(events)) == (403, "insufficientPermissions")
