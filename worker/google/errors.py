"""What an answer of Google's, or the lack of one, means to the worker.

Status and reason decide, never the message. A 4xx is a definite no. Anything else but 2xx,
a time-out or a lost connection is no answer: a read can be asked again, but a write may
have taken effect (`OutcomeUncertain`), unless it never had a connection. Nothing is retried
here: backoff is the lane's business, and it needs to know only which kind of error it was.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from worker.codes import Code
from worker.errors import (
    ConcurrentChange,
    EventExists,
    EventGone,
    EventNotFound,
    FieldProblem,
    GoogleUnavailable,
    OutcomeUncertain,
    RateLimited,
    Refused,
    RequestRejected,
    SyncTokenExpired,
    TransientError,
    WorkerError,
)
from worker.google.call import Call
from worker.google.http_answer import HttpAnswer
from worker.google.listing import goes_on, is_list, is_of_changes
from worker.google.session import Departure

LONGEST_WAIT = timedelta(days=1)

TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
NO_ACCESS = frozenset({"forbidden", "requiredAccessLevel", "PERMISSION_DENIED"})
NOT_FOUND = frozenset({"notFound", "NOT_FOUND"})
START_ANEW = frozenset({"fullSyncRequired", "updatedMinTooLongAgo"})
REFUSALS = {
    "quotaExceeded": Code.QUOTA_EXHAUSTED,
    "dailyLimitExceeded": Code.QUOTA_EXHAUSTED,
    "insufficientPermissions": Code.INSUFFICIENT_SCOPE,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": Code.INSUFFICIENT_SCOPE,
    "forbiddenForServiceAccounts": Code.INSUFFICIENT_SCOPE,
    "forbiddenForNonOrganizer": Code.NOT_ORGANIZER,
    "notACalendarUser": Code.CALENDAR_NOT_FOUND,
    # The API is switched off in the project: nothing passes, and no retry will help before an operator does.
    "accessNotConfigured": Code.GOOGLE_UNAVAILABLE,
    "SERVICE_DISABLED": Code.GOOGLE_UNAVAILABLE,
    "BILLING_DISABLED": Code.GOOGLE_UNAVAILABLE,
}
"""Reasons of a 403 (and of a 429) that no waiting mends."""
NO_PUSH = frozenset(
    {"push.webhookUrlNotHttps", "push.webhookUrlUnauthorized", "pushNotSupportedForRequestedResource"}
)
"""Google posts to no such address, or tells of no changes there; under which status differs."""
OF_ITS_KIND = "eventTypeRestriction"
"""Birthdays, working places and the like: Google changes or deletes some of them in its own ways only."""
SPECIAL = FieldProblem("event_id", "is of a kind that Google does not let anybody change so, as a birthday")

TOKEN_REFUSALS = {
    "invalid_grant": Code.REAUTHORIZATION_REQUIRED,
    "unauthorized_client": Code.INSUFFICIENT_SCOPE,
    "invalid_scope": Code.INSUFFICIENT_SCOPE,
    "access_denied": Code.INSUFFICIENT_SCOPE,
    "admin_policy_enforced": Code.INSUFFICIENT_SCOPE,
}
"""Errors of the token endpoint; any other leaves no usable way to act for the user."""
CLIENT_ERRORS = frozenset({"invalid_client", "unauthorized_client", "deleted_client", "disabled_client"})
"""What is wrong with the worker, not with a consent."""
PASSING_TOKEN_ERRORS = frozenset({"internal_failure", "server_error", "temporarily_unavailable"})


def error_of(call: Call, answer: HttpAnswer, now: datetime) -> WorkerError:
    """Return the error for any answer but a success."""
    told = f"{call.method.name}: {answer}"
    if not answer.is_definite:
        return no_answer(call, told)
    if is_throttle(answer):
        return RateLimited(told, retry_after=wait_of(answer.retry_after, now))
    if answer.reason in NO_PUSH:
        return Refused(Code.PUSH_NOT_CONFIGURED, told)
    if answer.reason == OF_ITS_KIND and call.is_write:
        return Refused(Code.INVALID_COMMAND, f"{SPECIAL.path} {SPECIAL.problem} ({told})", fields=(SPECIAL,))
    meaning = MEANINGS.get(answer.status, rejected)
    return meaning(call, answer, told)


def is_throttle(answer: HttpAnswer) -> bool:
    """Tell "slower" from "no": Google says 403 for both, and 429 with a hopeless reason too."""
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return answer.reason not in REFUSALS
    return answer.status == HTTPStatus.FORBIDDEN and answer.reason in TOO_FAST


def wait_of(retry_after: str | None, now: datetime) -> timedelta | None:
    """Return what a `Retry-After` header asks for: seconds, or an HTTP date. Nonsense is None."""
    if retry_after is None:
        return None
    if re.fullmatch(r"\d{1,9}", retry_after.strip(), re.ASCII):
        return min(timedelta(seconds=int(retry_after)), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(retry_after) - now
    except (ValueError, TypeError):  # no date, or one without a zone
        return None
    return max(timedelta(0), min(wait, LONGEST_WAIT))


def no_answer(call: Call, told: str) -> TransientError:
    """Return the error for a request that left and was not answered for sure."""
    return OutcomeUncertain(told) if call.is_write else GoogleUnavailable(told)


def lost(call: Call, departure: Departure, error: Exception) -> TransientError:
    """Return the error for a time-out or a broken connection. Only the class is told, not the text."""
    told = f"{call.method.name}: {type(error).__name__}"
    return no_answer(call, told) if departure.may_have_left else GoogleUnavailable(told)


def undecodable(call: Call, error: Exception | None = None) -> TransientError:
    """Return the error for a success whose body makes no sense."""
    told = f"{call.method.name}: a body that cannot be read ({type(error).__name__})"
    return no_answer(call, told)


def token_error(answer: HttpAnswer, now: datetime) -> WorkerError:
    """Return the error for any answer of the token endpoint without a token."""
    told = f"token: {answer}"
    refused = Refused(TOKEN_REFUSALS.get(answer.reason, Code.ACCOUNT_NOT_CONNECTED), told)
    return passing_token_error(answer, now, told) or refused


def refresh_error(answer: HttpAnswer, now: datetime) -> WorkerError:
    """Return the error for a refresh token that gave no access token.

    With a token of another client (`unauthorized_client`) a new consent helps, or the client it is of.
    """
    told = f"token: {answer}"
    codes = {**TOKEN_REFUSALS, "unauthorized_client": Code.REAUTHORIZATION_REQUIRED}
    code = codes.get(answer.reason)
    refused = Refused(code, told) if code else operators_mistake(told)
    return passing_token_error(answer, now, told) or refused


def exchange_error(answer: HttpAnswer, now: datetime) -> WorkerError:
    """Return the error for a code that gave no grant."""
    told = f"token: {answer}"
    again = Refused(Code.CONSENT_FAILED, f"{told}: the consent has to be asked for again")
    refused = again if answer.reason and answer.reason not in CLIENT_ERRORS else operators_mistake(told)
    return passing_token_error(answer, now, told) or refused


def passing_token_error(answer: HttpAnswer, now: datetime, told: str) -> TransientError | None:
    """Return the error for an answer that may be another one later, or None."""
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(told, retry_after=wait_of(answer.retry_after, now))
    if answer.is_success or not answer.is_definite or answer.reason in PASSING_TOKEN_ERRORS:
        return GoogleUnavailable(told)
    return None


def operators_mistake(told: str) -> Refused:
    """Refuse at once what no retry mends before an operator does, and no user can."""
    check = "check VAI_GOOGLE__CLIENT_ID, VAI_GOOGLE__CLIENT_SECRET and VAI_GOOGLE__TOKEN_URI"
    return Refused(Code.GOOGLE_UNAVAILABLE, f"{told}: {check}")


Meaning = Callable[[Call, HttpAnswer, str], WorkerError]


def rejected(_call: Call, _answer: HttpAnswer, told: str) -> WorkerError:
    return RequestRejected(told)


def badly_asked(call: Call, _answer: HttpAnswer, told: str) -> WorkerError:
    """Find our request wrong, unless all that is new in it is a token that Google gave.

    A page token may be too old by now, and a sync token may be another account's: no document
    says what Google calls that.
    """
    if goes_on(call):
        return GoogleUnavailable(told)
    return SyncTokenExpired(told) if is_of_changes(call) else RequestRejected(told)


def unauthorized(_call: Call, _answer: HttpAnswer, told: str) -> WorkerError:
    """Give up on the grant: a fresh token was tried before anybody asks."""
    return Refused(Code.REAUTHORIZATION_REQUIRED, told)


def forbidden(call: Call, answer: HttpAnswer, told: str) -> WorkerError:
    """Refuse. Who may not look has learned nothing: it never means that an event is not there."""
    if answer.reason in REFUSALS:
        return Refused(REFUSALS[answer.reason], told)
    if answer.reason not in NO_ACCESS:  # whatever it is, this account may not, and others may
        return Refused(Code.INSUFFICIENT_SCOPE, told)
    return Refused(call.method.forbidden or call.method.absent or Code.INSUFFICIENT_SCOPE, told)


def absent(call: Call, answer: HttpAnswer, told: str) -> WorkerError:
    """Believe a 404 only with its reason: a front end's page says nothing about the event."""
    return not_there(call, told) if answer.reason in NOT_FOUND else RequestRejected(told)


def not_there(call: Call, told: str) -> WorkerError:
    return Refused(call.method.absent, told) if call.method.absent else EventNotFound(told)


def conflict(_call: Call, answer: HttpAnswer, told: str) -> WorkerError:
    if answer.reason in {"duplicate", "ALREADY_EXISTS"}:
        return EventExists(told)
    return ConcurrentChange(told) if answer.reason in {"conflict", "ABORTED"} else RequestRejected(told)


def gone(call: Call, answer: HttpAnswer, told: str) -> WorkerError:
    """Tell a second deletion from the rest. To a read it makes no difference why there is nothing."""
    if answer.reason in START_ANEW and is_list(call):
        return SyncTokenExpired(told) if is_of_changes(call) else GoogleUnavailable(told)
    if answer.reason != "deleted":
        return RequestRejected(told)
    return EventGone(told) if call.is_write else not_there(call, told)


def stale(_call: Call, _answer: HttpAnswer, told: str) -> WorkerError:
    return ConcurrentChange(told)


MEANINGS: dict[int, Meaning] = {
    HTTPStatus.BAD_REQUEST: badly_asked,
    HTTPStatus.UNAUTHORIZED: unauthorized,
    HTTPStatus.FORBIDDEN: forbidden,
    HTTPStatus.TOO_MANY_REQUESTS: forbidden,
    HTTPStatus.NOT_FOUND: absent,
    HTTPStatus.CONFLICT: conflict,
    HTTPStatus.GONE: gone,
    HTTPStatus.PRECONDITION_FAILED: stale,
}
"""What a definite no means; any other 4xx is a wrong request."""
