"""Every error body that Google documents, to the letter [S11], and the shapes of its front ends [O7]."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.sandbox.local_google.people import ANA, BOB, busy, guests, meeting, refusal
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.person import LocalGoogleError, Person
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.faults import Fault

MONDAY_TEN = "2026-11-23T10:00:00Z"
BODIES = """
400 {"error":{"errors":[{"domain":"calendar","reason":"timeRangeEmpty","message":"The specified time range is empty.","locationType":"parameter","location":"timeMax"}],"code":400,"message":"The specified time range is empty."}}
401 {"error":{"errors":[{"domain":"global","reason":"authError","message":"Invalid Credentials","locationType":"header","location":"Authorization"}],"code":401,"message":"Invalid Credentials"}}
403 {"error":{"errors":[{"domain":"usageLimits","reason":"userRateLimitExceeded","message":"User Rate Limit Exceeded"}],"code":403,"message":"User Rate Limit Exceeded"}}
403 {"error":{"errors":[{"domain":"usageLimits","reason":"rateLimitExceeded","message":"Rate Limit Exceeded"}],"code":403,"message":"Rate Limit Exceeded"}}
403 {"error":{"errors":[{"domain":"usageLimits","message":"Calendar usage limits exceeded.","reason":"quotaExceeded"}],"code":403,"message":"Calendar usage limits exceeded."}}
403 {"error":{"errors":[{"domain":"calendar","reason":"forbiddenForNonOrganizer","message":"Shared properties can only be changed by the organizer of the event."}],"code":403,"message":"Shared properties can only be changed by the organizer of the event."}}
404 {"error":{"errors":[{"domain":"global","reason":"notFound","message":"Not Found"}],"code":404,"message":"Not Found"}}
409 {"error":{"errors":[{"domain":"global","reason":"duplicate","message":"The requested identifier already exists."}],"code":409,"message":"The requested identifier already exists."}}
409 {"error":{"errors":[{"domain":"global","reason":"conflict","message":"Conflict"}],"code":409,"message":"Conflict"}}
410 {"error":{"errors":[{"domain":"calendar","reason":"fullSyncRequired","message":"Sync token is no longer valid, a full sync is required.","locationType":"parameter","location":"syncToken"}],"code":410,"message":"Sync token is no longer valid, a full sync is required."}}
410 {"error":{"errors":[{"domain":"calendar","reason":"updatedMinTooLongAgo","message":"The requested minimum modification time lies too far in the past.","locationType":"parameter","location":"updatedMin"}],"code":410,"message":"The requested minimum modification time lies too far in the past."}}
410 {"error":{"errors":[{"domain":"global","reason":"deleted","message":"Resource has been deleted"}],"code":410,"message":"Resource has been deleted"}}
412 {"error":{"errors":[{"domain":"global","reason":"conditionNotMet","message":"Precondition Failed","locationType":"header","location":"If-Match"}],"code":412,"message":"Precondition Failed"}}
429 {"error":{"errors":[{"domain":"usageLimits","reason":"rateLimitExceeded","message":"Rate Limit Exceeded"}],"code":429,"message":"Rate Limit Exceeded"}}
500 {"error":{"errors":[{"domain":"global","reason":"backendError","message":"Backend Error"}],"code":500,"message":"Backend Error"}}
"""  # noqa: E501 - bodies as they are documented
DOCUMENTED: dict[str, Json] = {
    body["error"]["errors"][0]["reason"] + ("-429" if status == "429" else ""): body
    for status, body in ((line[:3], json.loads(line[4:])) for line in BODIES.strip().splitlines())
}


async def body_of(call: Awaitable[object]) -> Json:
    with pytest.raises(LocalGoogleError) as refused:
        await call
    assert refused.value.status == refused.value.body["error"]["code"]
    return refused.value.body


async def time_range_empty(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    return await body_of(ana.list(timeMin=MONDAY_TEN, timeMax=MONDAY_TEN))


async def auth_error(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    await control.revoke_tokens(ANA)
    return await body_of(ana.list())


async def user_rate(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    await control.behave(user_quota_per_minute=0)
    return await body_of(ana.list())


async def project_rate(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    await control.behave(project_quota_per_minute=0)
    return await body_of(ana.list())


async def too_many(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    await control.assume(rate_limit_status=429)
    return await project_rate(ana, bob, control)


async def used_up(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    await control.set_use_limits(ANA, events=0)
    return await body_of(ana.insert(meeting()))


async def not_organizer(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    event = await ana.insert(meeting(attendees=guests(BOB)))
    return await body_of(bob.patch(event["id"], {"summary": "Mine"}))


async def nothing_there(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    return await body_of(ana.get("nothing"))


async def twice(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    await ana.insert(meeting(id="vai01"))
    return await body_of(ana.insert(meeting(id="vai01")))


async def conflict(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    await control.add_fault(Fault(status=409, reason="conflict"))
    return await body_of(ana.insert(meeting()))


async def sync_token_ended(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    token = (await ana.list())["nextSyncToken"]
    await control.expire_sync_tokens(ANA)
    return await body_of(ana.list(syncToken=token))


async def long_ago(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    return await body_of(ana.list(updatedMin="2020-01-01T00:00:00Z"))


async def deleted_twice(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    event = await ana.insert(meeting())
    await ana.delete(event["id"])
    return await body_of(ana.delete(event["id"]))


async def stale(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    event = await ana.insert(meeting())
    headers = {"Authorization": f"Bearer {ana.token}", "If-Match": '"1"'}
    address = f"{ana.url}calendar/v3/calendars/primary/events/{event['id']}"
    async with ana.session.delete(address, headers=headers) as answer:
        told: Json = await answer.json()
        return told


async def broken(ana: Person, bob: Person, control: LocalGoogleControl) -> Json:
    await control.add_fault(Fault(status=500))
    return await body_of(ana.list())


CAUSES: dict[str, Callable[[Person, Person, LocalGoogleControl], Awaitable[Json]]] = {
    "timeRangeEmpty": time_range_empty,
    "authError": auth_error,
    "userRateLimitExceeded": user_rate,
    "rateLimitExceeded": project_rate,
    "quotaExceeded": used_up,
    "forbiddenForNonOrganizer": not_organizer,
    "notFound": nothing_there,
    "duplicate": twice,
    "conflict": conflict,
    "fullSyncRequired": sync_token_ended,
    "updatedMinTooLongAgo": long_ago,
    "deleted": deleted_twice,
    "conditionNotMet": stale,
    "rateLimitExceeded-429": too_many,
    "backendError": broken,
}


def test_every_documented_body_has_its_cause() -> None:
    assert CAUSES.keys() == DOCUMENTED.keys()


@pytest.mark.parametrize("name", CAUSES)
async def test_a_refusal_has_the_documented_body(
    ana: Person, bob: Person, control: LocalGoogleControl, name: str
) -> None:
    """[S11]: by behaviour wherever one leads there."""
    assert await CAUSES[name](ana, bob, control) == DOCUMENTED[name]


async def test_a_range_of_free_busy_can_be_too_long(ana: Person) -> None:
    """[O8]."""
    asked = busy(ana, ANA, timeMin="2026-01-01T00:00:00Z", timeMax="2026-12-01T00:00:00Z")

    assert await refusal(asked) == (400, "timeRangeTooLong")


@pytest.mark.parametrize(
    ("api", "reason", "info"),
    [
        ("service_disabled", "accessNotConfigured", "SERVICE_DISABLED"),
        ("billing_disabled", "forbidden", "BILLING_DISABLED"),
    ],
)
async def test_an_api_that_is_off_refuses_everything_in_both_shapes(
    ana: Person, control: LocalGoogleControl, api: str, reason: str, info: str
) -> None:
    """[O7]."""
    by_hand = await control.person(ANA)
    await control.behave(api=api)
    error = (await body_of(ana.list()))["error"]

    assert (error["code"], error["errors"][0]["reason"], error["status"]) == (
        403,
        reason,
        "PERMISSION_DENIED",
    )
    assert [(one["@type"], one["reason"], one["domain"]) for one in error["details"]] == [
        ("type.googleapis.com/google.rpc.ErrorInfo", info, "googleapis.com")
    ]
    await by_hand.list()


@pytest.mark.parametrize("alone", [False, True])
async def test_the_newer_shape_stands_beside_the_classic_one_or_alone(
    ana: Person, control: LocalGoogleControl, alone: bool
) -> None:
    """[O7][Lib]: `errors` may be missing."""
    limited = {"status": 429, "reason": "rateLimitExceeded", "error_info": "RATE_LIMIT_EXCEEDED"}
    await control.add_fault(Fault(**limited, without_errors=alone))
    error = (await body_of(ana.list()))["error"]

    assert ("errors" not in error) is alone
    assert (error["status"], error["details"][0]["reason"]) == ("RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED")
    assert (error["code"], error["message"]) == (429, "Rate Limit Exceeded")


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize(
    ("fields", "content_type", "body"),
    [
        ({"html": "<html><title>Error</title></html>"}, "text/html", "<html><title>Error</title></html>"),
        ({"empty": True}, "application/octet-stream", ""),
    ],
    ids=["html", "empty"],
)
async def test_front_ends_speak_html_or_not_at_all(
    ana: Person, control: LocalGoogleControl, status: int, fields: Any, content_type: str, body: str
) -> None:
    """Facts 2."""
    await control.add_fault(Fault(status=status, **fields))
    headers = {"Authorization": f"Bearer {ana.token}"}
    async with ana.session.get(f"{ana.url}calendar/v3/calendars/primary/events", headers=headers) as answer:
        assert (answer.status, answer.content_type, await answer.text()) == (status, content_type, body)


@pytest.mark.parametrize(
    ("reason", "domain", "message"),
    [
        ("dailyLimitExceeded", "usageLimits", "Daily Limit Exceeded"),
        ("insufficientPermissions", "global", "Insufficient Permission"),
        ("notACalendarUser", "calendar", "The user must be signed up for Google Calendar."),
        ("push.webhookUrlUnauthorized", "global", "Unauthorized WebHook callback channel"),
    ],
)
async def test_reasons_seen_in_the_wild_can_be_ordered(
    ana: Person, control: LocalGoogleControl, reason: str, domain: str, message: str
) -> None:
    """Facts 2: [O7][O9][O10][O11]."""
    await control.add_fault(Fault(status=403, reason=reason))
    error = (await body_of(ana.list()))["error"]

    assert error["errors"] == [{"domain": domain, "reason": reason, "message": message}]


async def test_a_fresh_write_can_stay_unseen_for_a_while(ana: Person, control: LocalGoogleControl) -> None:
    """[S11]: 404 may mean eventual visibility."""
    event = await ana.insert(meeting())
    await control.add_fault(Fault(method="GET", path=event["id"], status=404, reason="notFound", times=2))

    assert [await refusal(ana.get(event["id"])) for _ in range(2)] == [(404, "notFound")] * 2
    assert (await ana.get(event["id"]))["id"] == event["id"]
