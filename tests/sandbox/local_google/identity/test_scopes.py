"""Scopes: the table is that of the discovery document, and refusals say what is missing [D]."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.local_google.identity.browsing import Application
from tests.sandbox.local_google.people import ANA, BOB, EVE, SCOPE, Login, meeting, refusal
from worker.google import discovery
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import LocalGoogleError, Person
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.identity.scopes import ACCEPTED, KNOWN, Operation
from worker.sandbox.local_google.json_types import Json

FORBIDDEN = (403, "insufficientPermissions")
OPERATIONS = {
    Operation.EVENTS_WRITE: "events: delete import insert patch quickAdd update",
    Operation.EVENTS_MOVE: "events: move",
    Operation.EVENTS_READ: "events: get instances list watch",
    Operation.FREE_BUSY: "freebusy: query",
    Operation.CALENDARS_GET: "calendars: get",
    Operation.CALENDARS_WRITE: "calendars: delete insert patch update",
    Operation.CALENDARS_CLEAR: "calendars: clear transferOwnership",
    Operation.CALENDAR_LIST_READ: "calendarList: list watch",
    Operation.CALENDAR_LIST_GET: "calendarList: get",
    Operation.CALENDAR_LIST_INSERT: "calendarList: insert",
    Operation.CALENDAR_LIST_WRITE: "calendarList: delete patch update",
    Operation.ACL_LIST: "acl: list watch",
    Operation.ACL_GET: "acl: get",
    Operation.ACL_WRITE: "acl: delete insert patch update",
    Operation.SETTINGS_READ: "settings: get list watch",
    Operation.COLORS_GET: "colors: get",
    Operation.CHANNELS_STOP: "channels: stop",
}


def document() -> dict[str, Any]:
    path = Path(str(discovery.__path__[0])) / "calendar.v3.json"
    read: dict[str, Any] = json.loads(path.read_text())
    return read


@pytest.mark.parametrize("operation", Operation)
def test_a_call_takes_exactly_the_scopes_of_the_discovery_document(operation: Operation) -> None:
    """[D]."""
    resource, _, methods = OPERATIONS[operation].partition(": ")
    described = document()["resources"][resource]["methods"]

    for method in methods.split():
        assert ACCEPTED[operation] == frozenset(described[method]["scopes"]), method


def test_every_method_of_the_discovery_document_has_its_place_in_the_table() -> None:
    """[D]."""
    placed = {
        f"{line.partition(': ')[0]}.{method}"
        for line in OPERATIONS.values()
        for method in line.partition(": ")[2].split()
    }
    described = {
        f"{name}.{method}"
        for name, resource in document()["resources"].items()
        for method in resource["methods"]
    }

    assert placed == described
    assert document()["auth"]["oauth2"]["scopes"].keys() <= KNOWN


async def body_of(person: Person) -> Json:
    with pytest.raises(LocalGoogleError) as refused:
        await person.list()
    assert refused.value.status == 403
    return dict(refused.value.body["error"])


async def test_a_missing_scope_has_the_classic_reason_and_the_newer_shape(
    login: Login, control: LocalGoogleControl
) -> None:
    """[O7]."""
    ana = await login(ANA, SCOPE + "calendar.freebusy")
    error = await body_of(ana)
    classic = [
        {"domain": "global", "reason": "insufficientPermissions", "message": "Insufficient Permission"}
    ]

    assert error["errors"] == classic
    assert (error["code"], error["status"]) == (403, "PERMISSION_DENIED")
    assert error["details"][0]["@type"] == "type.googleapis.com/google.rpc.ErrorInfo"
    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


@pytest.mark.parametrize("has", [True, False])
async def test_whether_a_missing_scope_has_the_newer_shape_is_an_assumption(
    login: Login, control: LocalGoogleControl, has: bool
) -> None:
    await control.assume(scope_error_has_details=has)

    assert ("details" in await body_of(await login(ANA, SCOPE + "calendar.freebusy"))) is has


async def test_the_acl_scopes_are_about_calendars_that_one_owns(
    login: Login, control: LocalGoogleControl
) -> None:
    """[D]: `calendar.acls`."""
    await control.share(BOB, ANA, Role.WRITER)
    narrow, wide = await login(ANA, SCOPE + "calendar.acls.readonly"), await login(ANA)

    await narrow.send("GET", "calendars/primary/acl", None, {})
    assert await refusal(narrow.send("GET", f"calendars/{BOB}/acl", None, {})) == FORBIDDEN
    await wide.send("GET", f"calendars/{BOB}/acl", None, {})


async def test_the_read_only_scope_shows_one_access_rule_and_not_the_list(login: Login) -> None:
    """[D]: `calendar.readonly`."""
    ana = await login(ANA, SCOPE + "calendar.readonly")

    assert (await ana.send("GET", f"calendars/primary/acl/user:{ANA}", None, {}))["role"] == "owner"
    assert await refusal(ana.send("GET", "calendars/primary/acl", None, {})) == FORBIDDEN


async def test_the_public_scope_reads_public_calendars_only(
    login: Login, control: LocalGoogleControl
) -> None:
    """[D]: `calendar.events.public.readonly`."""
    eve = await login(EVE, SCOPE + "calendar.events.public.readonly")
    await control.share(BOB, EVE, Role.READER)
    await control.share(ANA, "default", Role.READER)

    assert (await eve.list(ANA))["items"] == []
    assert await refusal(eve.list(BOB)) == FORBIDDEN


async def test_the_free_busy_scope_of_events_shows_when_and_not_what(ana: Person, login: Login) -> None:
    """[D]: `calendar.events.freebusy`."""
    made = await ana.insert(meeting())
    seen = await (await login(ANA, SCOPE + "calendar.events.freebusy")).get(made["id"])

    assert "start" in seen
    assert "summary" not in seen


async def test_an_app_reaches_the_calendars_it_made_and_no_others(app: Application, ana: Person) -> None:
    """[D]: `calendar.app.created`; events, properties, list entry, and not the list itself."""
    tokens = await app.connect(ANA, scope=SCOPE + "calendar.app.created")
    program = app.person(tokens)
    made = (await program.send("POST", "calendars", {"summary": "Bookings"}, {}))["id"]

    event = await program.insert(meeting(), made)
    assert (await program.get(event["id"], made))["summary"] == "Review"
    assert (await program.send("GET", f"calendars/{made}", None, {}))["summary"] == "Bookings"
    assert (await program.send("GET", f"users/me/calendarList/{made}", None, {}))["accessRole"] == "owner"
    assert await refusal(program.list("primary")) == FORBIDDEN
    assert await refusal(program.send("GET", "users/me/calendarList", None, {})) == FORBIDDEN
    by_hand = await (await app.google.control.person(ANA)).send("POST", "calendars", {"summary": "Mine"}, {})
    assert await refusal(program.list(by_hand["id"])) == FORBIDDEN


@pytest.mark.parametrize("app_is", ["project", "client"])
async def test_whether_the_app_is_the_project_or_the_client_is_an_assumption(
    app: Application, app_is: str
) -> None:
    """[D]: `calendar.app.created` does not say what an app is."""
    await app.google.control.assume(app_created_means=app_is)
    scope = SCOPE + "calendar.app.created"
    program = app.person(await app.connect(ANA, scope=scope))
    made = (await program.send("POST", "calendars", {"summary": "Bookings"}, {}))["id"]
    sister = await Application(app.google, "sister.apps.example").register()
    other = sister.person(await sister.connect(ANA, scope=scope))

    await program.list(made)
    if app_is == "project":
        await other.list(made)
    else:
        assert await refusal(other.list(made)) == FORBIDDEN


async def test_another_project_does_not_reach_what_an_app_made(app: Application) -> None:
    """[D]: `calendar.app.created`."""
    scope = SCOPE + "calendar.app.created"
    program = app.person(await app.connect(ANA, scope=scope))
    made = (await program.send("POST", "calendars", {"summary": "Bookings"}, {}))["id"]
    other = await Application(app.google, "other.apps.example").register(project="another")
    stranger = other.person(await other.connect(ANA, scope=scope))

    assert await refusal(stranger.list(made)) == FORBIDDEN
