from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.calendar import FakeLease
from worker.codes import Code
from worker.errors import (
    ConcurrentChange,
    EventExists,
    EventGone,
    EventNotFound,
    GoogleUnavailable,
    OutcomeUncertain,
    RateLimited,
    Refused,
    RequestRejected,
    SyncTokenExpired,
    WorkerError,
)
from worker.google.call import (
    CALENDARS_GET,
    EVENTS_DELETE,
    EVENTS_GET,
    EVENTS_INSERT,
    EVENTS_PATCH,
    FREE_BUSY_QUERY,
    ApiMethod,
    Call,
)
from worker.google.errors import error_of, lost, token_error, wait_of
from worker.google.http_answer import HttpAnswer
from worker.google.listing import changes, everything
from worker.google.session import Departure

NOW = datetime(2027, 3, 30, 9, tzinfo=UTC)
READ = Call(EVENTS_GET)
WRITE = Call(EVENTS_INSERT, lease=FakeLease())
CHANGE = Call(EVENTS_PATCH, lease=FakeLease())
DELETE = Call(EVENTS_DELETE, lease=FakeLease())


def classic(reason: str) -> dict[str, Any]:
    return {"error": {"errors": [{"domain": "global", "reason": reason, "message": "?"}], "code": 0}}


def newer(status: str, *details: dict[str, str]) -> dict[str, Any]:
    return {"error": {"code": 0, "status": status, "details": list(details)}}


def error(call: Call, status: int, body: Any) -> WorkerError:
    return error_of(call, HttpAnswer(status, body), NOW)


DEFINITE: list[tuple[Call, int, Any, Code | type[WorkerError]]] = [
    (READ, 400, classic("timeRangeEmpty"), RequestRejected),
    (READ, 401, classic("authError"), Code.REAUTHORIZATION_REQUIRED),
    (WRITE, 403, classic("rateLimitExceeded"), RateLimited),
    (WRITE, 403, classic("userRateLimitExceeded"), RateLimited),
    (WRITE, 429, classic("rateLimitExceeded"), RateLimited),
    (WRITE, 429, None, RateLimited),
    (READ, 429, newer("RESOURCE_EXHAUSTED", {"reason": "RATE_LIMIT_EXCEEDED"}), RateLimited),
    (READ, 403, newer("PERMISSION_DENIED", {"x": "y"}, {"reason": "RATE_LIMIT_EXCEEDED"}), RateLimited),
    (WRITE, 403, classic("quotaExceeded"), Code.QUOTA_EXHAUSTED),
    (WRITE, 429, classic("quotaExceeded"), Code.QUOTA_EXHAUSTED),
    (READ, 403, classic("dailyLimitExceeded"), Code.QUOTA_EXHAUSTED),
    (READ, 403, classic("insufficientPermissions"), Code.INSUFFICIENT_SCOPE),
    (
        READ,
        403,
        newer("PERMISSION_DENIED", {"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}),
        Code.INSUFFICIENT_SCOPE,
    ),
    (WRITE, 403, classic("forbiddenForServiceAccounts"), Code.INSUFFICIENT_SCOPE),
    (DELETE, 403, classic("forbiddenForNonOrganizer"), Code.NOT_ORGANIZER),
    (READ, 403, classic("notACalendarUser"), Code.CALENDAR_NOT_FOUND),
    (READ, 403, classic("accessNotConfigured"), Code.GOOGLE_UNAVAILABLE),
    (READ, 403, newer("PERMISSION_DENIED", {"reason": "SERVICE_DISABLED"}), Code.GOOGLE_UNAVAILABLE),
    (WRITE, 403, classic("requiredAccessLevel"), Code.CALENDAR_NOT_FOUND),
    (DELETE, 403, classic("forbidden"), Code.NOT_ORGANIZER),
    (READ, 403, newer("PERMISSION_DENIED"), Code.INSUFFICIENT_SCOPE),
    (READ, 403, classic("forbidden"), Code.INSUFFICIENT_SCOPE),
    (READ, 403, classic("requiredAccessLevel"), Code.INSUFFICIENT_SCOPE),
    (READ, 403, classic("aWordOfTheFuture"), Code.INSUFFICIENT_SCOPE),
    (READ, 403, None, Code.INSUFFICIENT_SCOPE),
    (WRITE, 403, classic("aWordOfTheFuture"), Code.INSUFFICIENT_SCOPE),
    (DELETE, 403, {"error": {"errors": []}}, Code.INSUFFICIENT_SCOPE),
    (READ, 404, classic("notFound"), EventNotFound),
    (READ, 404, newer("NOT_FOUND"), EventNotFound),
    (DELETE, 404, classic("notFound"), EventNotFound),
    (WRITE, 404, classic("notFound"), Code.CALENDAR_NOT_FOUND),
    (Call(CALENDARS_GET), 404, classic("notFound"), Code.CALENDAR_NOT_FOUND),
    (READ, 404, None, RequestRejected),
    (WRITE, 409, classic("duplicate"), EventExists),
    (WRITE, 409, classic("conflict"), ConcurrentChange),
    (WRITE, 409, None, RequestRejected),
    (DELETE, 410, classic("deleted"), EventGone),
    (READ, 410, classic("deleted"), EventNotFound),
    (Call(CALENDARS_GET), 410, classic("deleted"), Code.CALENDAR_NOT_FOUND),
    (READ, 410, classic("fullSyncRequired"), RequestRejected),
    (changes("ana@vai.example", "token", None), 410, classic("fullSyncRequired"), SyncTokenExpired),
    (changes("ana@vai.example", "token", "2"), 410, classic("updatedMinTooLongAgo"), SyncTokenExpired),
    (everything("ana@vai.example", NOW, "2"), 410, classic("fullSyncRequired"), GoogleUnavailable),
    (changes("ana@vai.example", "token", None), 400, classic("invalid"), SyncTokenExpired),
    (changes("ana@vai.example", "token", "2"), 400, classic("invalid"), GoogleUnavailable),
    (everything("ana@vai.example", NOW, None), 400, classic("invalid"), RequestRejected),
    (everything("ana@vai.example", NOW, "2"), 400, classic("invalid"), GoogleUnavailable),
    (everything("ana@vai.example", NOW, None), 404, classic("notFound"), Code.CALENDAR_NOT_FOUND),
    (everything("ana@vai.example", NOW, None), 403, classic("forbidden"), Code.CALENDAR_NOT_FOUND),
    (DELETE, 412, classic("conditionNotMet"), ConcurrentChange),
    (WRITE, 418, {"error": {"errors": []}}, RequestRejected),
    (CHANGE, 400, classic("invalid"), RequestRejected),
    (READ, 400, classic("eventTypeRestriction"), RequestRejected),
]


@pytest.mark.parametrize(
    ("call", "status", "body", "meaning"),
    DEFINITE,
    ids=lambda value: getattr(value, "method", value) and None,
)
def test_a_definite_no_says_what_it_means(
    call: Call, status: int, body: Any, meaning: Code | type[WorkerError]
) -> None:
    found = error(call, status, body)

    assert (found.code if isinstance(found, Refused) else type(found)) == meaning


@pytest.mark.parametrize("status", [301, 308, 408, 500, 501, 502, 503, 504, 599])
@pytest.mark.parametrize("body", [None, "<html>", classic("backendError"), []])
def test_no_definite_answer_leaves_a_write_in_doubt(status: int, body: Any) -> None:
    assert type(error(WRITE, status, body)) is OutcomeUncertain
    assert type(error(DELETE, status, body)) is OutcomeUncertain
    assert type(error(READ, status, body)) is GoogleUnavailable
    assert type(error(Call(FREE_BUSY_QUERY), status, body)) is GoogleUnavailable


@pytest.mark.parametrize("status", [400, 403])
def test_an_event_that_only_google_changes_is_the_field_that_is_wrong(status: int) -> None:
    for call in (CHANGE, DELETE):
        found = error(call, status, classic("eventTypeRestriction"))

        assert isinstance(found, Refused)
        assert found.code is Code.INVALID_COMMAND
        assert [field.path for field in found.fields] == ["event_id"]


def test_a_write_that_never_left_had_no_effect() -> None:
    assert type(lost(WRITE, Departure(), TimeoutError())) is GoogleUnavailable
    assert type(lost(WRITE, Departure(may_have_left=True), TimeoutError())) is OutcomeUncertain
    assert type(lost(READ, Departure(may_have_left=True), TimeoutError())) is GoogleUnavailable


@pytest.mark.parametrize("method", [EVENTS_GET, EVENTS_INSERT])
def test_a_message_names_the_call_and_repeats_no_text_of_googles(method: ApiMethod) -> None:
    body = classic("notFound")
    body["error"]["message"] = "ana@vai.example"

    told = str(error(Call(method, {"calendarId": "ana@vai.example"}), 404, body))
    assert method.name in told
    assert "ana@" not in told


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (None, None),
        ("7", timedelta(seconds=7)),
        (" 0 ", timedelta(0)),
        ("999999999", timedelta(days=1)),
        ("99999999999999999999", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("Tue, 30 Mar 2027 09:01:00 GMT", timedelta(minutes=1)),
        ("Tue, 30 Mar 2027 08:00:00 GMT", timedelta(0)),
        ("Wed, 30 Mar 2033 08:00:00 GMT", timedelta(days=1)),
        ("Tue, 30 Mar 2027 09:01:00 -0000", None),
    ],
)
def test_a_wait_is_read_in_seconds_or_as_a_date(header: str | None, wait: timedelta | None) -> None:
    assert wait_of(header, NOW) == wait


def test_a_throttled_call_says_how_long_to_wait() -> None:
    answer = HttpAnswer(429, classic("rateLimitExceeded"), retry_after="7")
    found = error_of(WRITE, answer, NOW)

    assert isinstance(found, RateLimited)
    assert found.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (400, {"error": "invalid_grant"}, Code.REAUTHORIZATION_REQUIRED),
        (401, {"error": "unauthorized_client"}, Code.INSUFFICIENT_SCOPE),
        (400, {"error": "invalid_scope"}, Code.INSUFFICIENT_SCOPE),
        (400, {"error": "admin_policy_enforced"}, Code.INSUFFICIENT_SCOPE),
        (401, {"error": "invalid_client"}, Code.ACCOUNT_NOT_CONNECTED),
        (404, None, Code.ACCOUNT_NOT_CONNECTED),
        (429, None, RateLimited),
        (400, {"error": "temporarily_unavailable"}, GoogleUnavailable),
        (408, None, GoogleUnavailable),
        (500, {"error": "internal_failure"}, GoogleUnavailable),
        (503, None, GoogleUnavailable),
        (302, None, GoogleUnavailable),
        (200, {}, GoogleUnavailable),
    ],
)
def test_the_token_endpoint_has_its_own_words(
    status: int, body: Any, meaning: Code | type[WorkerError]
) -> None:
    found = token_error(HttpAnswer(status, body), NOW)

    assert (found.code if isinstance(found, Refused) else type(found)) == meaning
