"""What the worker makes of Google's answers, over HTTP."""

from datetime import timedelta

import pytest

from tests.google.conftest import OpenGoogle
from tests.google.meeting import ANA, BOB, DRAFT, delete, insert
from tests.google.one_answer import answering
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
    WorkerError,
)
from worker.google.google import Google
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.wire.faults import Fault

pytestmark = pytest.mark.real

REFUSALS: list[tuple[int, str, Code | type[WorkerError]]] = [
    (400, "invalid", RequestRejected),
    (403, "rateLimitExceeded", RateLimited),
    (403, "userRateLimitExceeded", RateLimited),
    (429, "rateLimitExceeded", RateLimited),
    (403, "quotaExceeded", Code.QUOTA_EXHAUSTED),
    (403, "insufficientPermissions", Code.INSUFFICIENT_SCOPE),
    (403, "accessNotConfigured", Code.GOOGLE_UNAVAILABLE),
    (403, "notACalendarUser", Code.CALENDAR_NOT_FOUND),
    (403, "requiredAccessLevel", Code.CALENDAR_NOT_FOUND),
    (404, "notFound", Code.CALENDAR_NOT_FOUND),
    (409, "duplicate", EventExists),
    (412, "conditionNotMet", ConcurrentChange),
    (500, "backendError", OutcomeUncertain),
    (503, "backendError", OutcomeUncertain),
]


@pytest.mark.parametrize(("status", "reason", "meaning"), REFUSALS)
async def test_an_error_of_googles_becomes_one_of_ours(
    google: Google,
    control: LocalGoogleControl,
    status: int,
    reason: str,
    meaning: Code | type[WorkerError],
) -> None:
    await control.add_fault(Fault(path="/events$", status=status, reason=reason))

    with pytest.raises(WorkerError) as raised:
        await insert(google.calendar)
    assert (raised.value.code if isinstance(raised.value, Refused) else type(raised.value)) == meaning
    assert len(await control.log(path="/events$")) == 1


@pytest.mark.parametrize(
    ("status", "reason", "meaning"),
    [(404, "notFound", EventNotFound), (410, "deleted", EventGone), (502, "backendError", OutcomeUncertain)],
)
async def test_a_deletion_has_its_own_answers(
    google: Google, control: LocalGoogleControl, status: int, reason: str, meaning: type[WorkerError]
) -> None:
    event = await insert(google.calendar)
    await control.add_fault(Fault(method="DELETE", status=status, reason=reason))

    with pytest.raises(meaning):
        await delete(google.calendar, event)


@pytest.mark.parametrize(("header", "wait"), [("3", timedelta(seconds=3)), (None, None)])
async def test_the_wait_that_google_asks_for_is_passed_on(
    google: Google, control: LocalGoogleControl, header: str | None, wait: timedelta | None
) -> None:
    await control.add_fault(
        Fault(path="/calendars/", status=429, reason="rateLimitExceeded", retry_after=header)
    )

    with pytest.raises(RateLimited) as limited:
        await google.calendar.describe(ANA, "primary")
    assert limited.value.retry_after == wait


@pytest.mark.parametrize("html", ["<html>Bad gateway</html>", "", "{"])
async def test_a_body_that_is_no_json_is_only_a_status(
    google: Google, control: LocalGoogleControl, html: str
) -> None:
    await control.add_fault(Fault(path="/calendars/", status=502, html=html))

    with pytest.raises(GoogleUnavailable):
        await google.calendar.describe(ANA, "primary")


async def test_a_success_that_cannot_be_read_leaves_a_write_in_doubt(opening: OpenGoogle) -> None:
    for body in (
        b"",
        b"[]",
        b"{}",
        b"<html>",
        b"\xff\xfe",
        b'{"id": "x", "start": {"dateTime": 7}, "end": {"dateTime": 8}}',
    ):
        async with answering(body) as root, opening(api_root=root) as google:
            with pytest.raises(OutcomeUncertain):
                await insert(google.calendar)
            with pytest.raises(GoogleUnavailable):
                await google.calendar.free_busy(ANA, [BOB], DRAFT.when)


async def test_no_redirect_is_followed(opening: OpenGoogle) -> None:
    elsewhere = "http://127.0.0.1:1/"
    async with answering(b"", status=307, location=elsewhere) as root, opening(api_root=root) as google:
        with pytest.raises(OutcomeUncertain, match="307"):
            await insert(google.calendar)
