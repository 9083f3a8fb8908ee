"""`acl`: list, get, insert, patch, update, delete [D]."""

from collections.abc import Awaitable

import pytest

from tests.sandbox.local_google.people import ANA, BOB, EVE, Login, meeting, refusal
from worker.sandbox.local_google.calendars.access_list import MOST_RULES
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import LocalGoogleError, Person
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.json_types import Json

RULES = "calendars/primary/acl"
NOT_FOUND = (404, "notFound")
NOT_ALLOWED = (403, "requiredAccessLevel")


def rule(role: str, kind: str = "user", value: str | None = EVE) -> Json:
    return {"role": role, "scope": {"type": kind, **({"value": value} if value else {})}}


async def rules(person: Person, calendar_id: str = "primary", **params: str) -> dict[str, str]:
    listed = await person.send("GET", f"calendars/{calendar_id}/acl", None, params)
    return {one["id"]: one["role"] for one in listed["items"]}


async def test_a_new_workspace_calendar_has_its_owner_and_lets_colleagues_see_when_it_is_busy(
    ana: Person, login: Login, control: LocalGoogleControl
) -> None:
    """[S6][D]."""
    await control.add_account("somebody@gmail.com")

    assert await rules(ana) == {f"user:{ANA}": "owner", "domain:corp.example": "freeBusyReader"}
    assert await rules(await login("somebody@gmail.com")) == {"user:somebody@gmail.com": "owner"}


async def test_a_rule_is_shown_as_the_discovery_document_describes_it(ana: Person) -> None:
    """[D]."""
    made = await ana.send("POST", RULES, rule("reader"), {"sendNotifications": "false"})
    etag = made.pop("etag")

    assert made == {
        "kind": "calendar#aclRule",
        "id": f"user:{EVE}",
        "scope": {"type": "user", "value": EVE},
        "role": "reader",
    }
    assert (await ana.send("GET", f"{RULES}/user:{EVE}", None, {}))["etag"] == etag
    assert (await ana.send("GET", RULES, None, {}))["kind"] == "calendar#acl"


@pytest.mark.parametrize(
    ("body", "identifier"),
    [
        (rule("reader"), f"user:{EVE}"),
        (rule("reader", "domain", "elsewhere.example"), "domain:elsewhere.example"),
        (rule("reader", "default", None), "default"),
    ],
)
async def test_a_rule_lets_in_whom_it_names(ana: Person, eve: Person, body: Json, identifier: str) -> None:
    """[D]: user, domain, default."""
    assert await refusal(eve.list(ANA)) == NOT_FOUND
    assert (await ana.send("POST", RULES, body, {}))["id"] == identifier
    await eve.list(ANA)

    await ana.send("DELETE", f"{RULES}/{identifier}", None, {})
    assert await refusal(eve.list(ANA)) == NOT_FOUND


@pytest.mark.parametrize("role", list(Role))
async def test_every_role_can_be_given_and_says_what_it_opens(ana: Person, eve: Person, role: Role) -> None:
    """[D][S6]: none, freeBusyReader, reader, writerWithoutPrivateAccess, writer, owner."""
    event = await ana.insert(meeting())
    await ana.send("POST", RULES, rule(role), {})

    async def may(call: Awaitable[object]) -> bool:
        try:
            await call
        except LocalGoogleError:
            return False
        return True

    opened = [
        await may(eve.list(ANA)),
        "summary" in await eve.get(event["id"], ANA) if role is not Role.NONE else False,
        await may(eve.patch(event["id"], {"summary": "x"}, ANA)),
        await may(rules(eve, ANA)),
        await may(eve.send("POST", f"calendars/{ANA}/acl", rule("reader", "user", BOB), {})),
    ]
    reached = [
        Role.FREE_BUSY_READER,
        Role.READER,
        Role.WRITER_WITHOUT_PRIVATE_ACCESS,
        Role.WRITER,
        Role.OWNER,
    ]
    assert opened == [role.at_least(one) for one in reached]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param({"scope": {"type": "user", "value": EVE}}, "required", id="no-role"),
        pytest.param({"role": "reader"}, "required", id="no-scope"),
        pytest.param(rule("admin"), "invalid", id="unknown-role"),
        pytest.param(rule("reader", "everybody"), "invalid", id="unknown-type"),
        pytest.param(rule("reader", "user", None), "invalid", id="no-value"),
        pytest.param(rule("reader", "user", "eve"), "invalid", id="no-address"),
        pytest.param(rule("reader", "domain", EVE), "invalid", id="no-domain"),
    ],
)
async def test_a_wrong_rule_is_refused(ana: Person, body: Json, reason: str) -> None:
    """[D]: role and scope are required on insert."""
    assert await refusal(ana.send("POST", RULES, body, {})) == (400, reason)


async def test_rules_for_groups_are_not_built_and_say_so(ana: Person) -> None:
    body = rule("reader", "group", "team@corp.example")

    assert await refusal(ana.send("POST", RULES, body, {})) == (501, "notImplementedLocally")


async def test_a_patch_keeps_the_scope_and_an_update_repeats_it(ana: Person) -> None:
    """[D]: the scope is required on update."""
    place = f"{RULES}/user:{EVE}"
    await ana.send("POST", RULES, rule("reader"), {})

    assert (await ana.send("PATCH", place, {"role": "writer"}, {}))["role"] == "writer"
    assert (await ana.send("PUT", place, rule("reader"), {}))["role"] == "reader"
    assert await refusal(ana.send("PUT", place, {"role": "owner"}, {})) == (400, "required")
    assert await refusal(ana.send("PUT", place, rule("owner", "user", BOB), {})) == (400, "invalid")


async def test_a_rule_that_is_not_there_is_not_found(ana: Person) -> None:
    for identifier in (f"user:{EVE}", "nonsense", "group:team@corp.example", "user:"):
        assert await refusal(ana.send("GET", f"{RULES}/{identifier}", None, {})) == NOT_FOUND


@pytest.mark.parametrize("found", [True, False])
async def test_a_rule_taken_away_is_told_as_none_and_whether_it_can_be_got_is_an_assumption(
    ana: Person, control: LocalGoogleControl, found: bool
) -> None:
    """[D]: `showDeleted`."""
    await control.assume(deleted_rule_is_found=found)
    await ana.send("POST", RULES, rule("reader"), {})
    await ana.send("DELETE", f"{RULES}/user:{EVE}", None, {})

    assert f"user:{EVE}" not in await rules(ana)
    assert (await rules(ana, showDeleted="true"))[f"user:{EVE}"] == "none"
    got = ana.send("GET", f"{RULES}/user:{EVE}", None, {})
    if found:
        assert (await got)["role"] == "none"
    else:
        assert await refusal(got) == NOT_FOUND


@pytest.mark.parametrize("replaces", [True, False])
async def test_whether_an_insert_replaces_a_rule_is_an_assumption(
    ana: Person, control: LocalGoogleControl, replaces: bool
) -> None:
    await control.assume(acl_insert_replaces=replaces)
    await ana.send("POST", RULES, rule("reader"), {})
    again = ana.send("POST", RULES, rule("writer"), {})

    if replaces:
        assert (await again)["role"] == "writer"
    else:
        assert await refusal(again) == (409, "duplicate")


@pytest.mark.parametrize("keeps", [True, False])
async def test_whether_the_data_owner_can_lose_the_owner_role_is_an_assumption(
    ana: Person, control: LocalGoogleControl, keeps: bool
) -> None:
    """[S4]."""
    await control.assume(data_owner_keeps_ownership=keeps)
    call = ana.send("DELETE", f"{RULES}/user:{ANA}", None, {})

    if keeps:
        assert await refusal(call) == (403, "cannotChangeOwnAcl")
    else:
        await call


@pytest.mark.parametrize("reason", ["quotaExceeded", "limitExceeded"])
async def test_a_calendar_has_at_most_6000_rules(
    ana: Person, control: LocalGoogleControl, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    """[S6]; the reason is an assumption."""
    assert MOST_RULES == 6000
    monkeypatch.setattr("worker.sandbox.local_google.calendars.access_list.MOST_RULES", 3)
    await control.assume(too_many_rules=reason)
    await ana.send("POST", RULES, rule("reader"), {})

    assert await refusal(ana.send("POST", RULES, rule("reader", "user", BOB), {})) == (403, reason)
    await ana.send("POST", RULES, rule("writer"), {})
    await ana.send("DELETE", f"{RULES}/user:{EVE}", None, {})
    await ana.send("POST", RULES, rule("reader", "user", BOB), {})


async def test_a_change_of_the_rules_ends_the_sync_tokens_of_the_events(ana: Person) -> None:
    """[S13]."""
    token = (await ana.list())["nextSyncToken"]
    await ana.list(syncToken=token)
    await ana.send("POST", RULES, rule("reader"), {})

    assert await refusal(ana.list(syncToken=token)) == (410, "fullSyncRequired")


async def test_the_list_of_rules_can_be_followed(ana: Person) -> None:
    """[D]: pages, sync token, and the deleted always in an increment."""
    for who in (BOB, EVE):
        await ana.send("POST", RULES, rule("reader", "user", who), {})
    first = await ana.send("GET", RULES, None, {"maxResults": "3"})
    assert (len(first["items"]), "nextSyncToken" in first) == (3, False)
    paged = {"maxResults": "3", "pageToken": first["nextPageToken"]}
    last = await ana.send("GET", RULES, None, paged)
    assert (len(last["items"]), "nextPageToken" in last) == (1, False)

    await ana.send("DELETE", f"{RULES}/user:{EVE}", None, {})
    token = last["nextSyncToken"]
    assert await rules(ana, maxResults="3", syncToken=token) == {f"user:{EVE}": "none"}
    hides = rules(ana, maxResults="3", syncToken=token, showDeleted="false")
    assert await refusal(hides) == (400, "invalid")


async def test_a_stale_etag_does_not_change_a_rule(ana: Person) -> None:
    """[V]."""
    await ana.send("POST", RULES, rule("reader"), {})
    place = f"{ana.url}calendar/v3/{RULES}/user:{EVE}"
    headers = {"Authorization": f"Bearer {ana.token}", "If-Match": '"1"'}
    async with ana.session.delete(place, headers=headers) as response:
        assert response.status == 412
    assert (await rules(ana))[f"user:{EVE}"] == "reader"


async def test_a_writer_reads_the_rules_and_changes_none_and_a_reader_does_neither(
    eve: Person, control: LocalGoogleControl
) -> None:
    """[D]."""
    await control.share(ANA, EVE, Role.READER)
    assert await refusal(rules(eve, ANA)) == NOT_ALLOWED
    await control.share(ANA, EVE, Role.WRITER)
    assert f"user:{EVE}" in await rules(eve, ANA)
    own = f"calendars/{ANA}/acl/user:{EVE}"
    assert await refusal(eve.send("PATCH", own, {"role": "owner"}, {})) == NOT_ALLOWED
    assert await refusal(eve.send("DELETE", own, None, {})) == NOT_ALLOWED
