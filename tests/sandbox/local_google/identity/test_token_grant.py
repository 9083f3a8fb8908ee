"""The JWT bearer grant, Google's documents."""

from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest

from tests.sandbox.local_google.people import ANA, EVE, NOW, SCOPE, Login, refusal
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.service_account_key import new_service_account
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.server import LocalGoogle
from worker.sandbox.local_google.wire.faults import Fault

BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ISSUED = int(datetime.fromisoformat(NOW).timestamp())
EVENTS = SCOPE + "calendar.events"
TIMES = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)
UNAUTHORIZED = (
    "Client is unauthorized to retrieve access tokens using this method, "
    "or client not authorized for any of the scopes requested."
)


@pytest.fixture(autouse=True)
async def registered(google: LocalGoogle, key: Json) -> None:
    await google.control.register(key, frozenset({EVENTS, SCOPE + "calendar.freebusy"}))


def assertion(key: Json, **changes: Any) -> str:
    claims = {
        "iss": key["client_email"],
        "sub": ANA,
        "scope": EVENTS,
        "aud": "https://oauth2.googleapis.com/token",
        "iat": ISSUED,
        "exp": ISSUED + 3600,
    } | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, key["private_key"], "RS256", headers={"kid": key["private_key_id"]})


async def ask(google: LocalGoogle, signed: str, grant_type: str = BEARER) -> tuple[int, Json]:
    form = {"grant_type": grant_type, "assertion": signed}
    async with google.control.session.post(google.token_uri, data=form) as response:
        return response.status, await response.json()


async def test_a_signed_assertion_becomes_a_token_that_speaks_for_its_subject(
    google: LocalGoogle, key: Json
) -> None:
    """[S35] [D]."""
    status, answer = await ask(google, assertion(key))

    assert status == 200
    person = Person(google.url, google.control.session, answer.pop("access_token"))
    assert answer == {"expires_in": 3599, "scope": EVENTS, "token_type": "Bearer"}
    assert (await person.list())["summary"] == ANA


async def test_without_a_subject_the_service_account_speaks_for_itself_and_invites_nobody(
    google: LocalGoogle, key: Json
) -> None:
    """Service accounts need delegation to add attendees [D]."""
    _, answer = await ask(google, assertion(key, sub=None, scope=SCOPE + "calendar"))
    person = Person(google.url, google.control.session, answer["access_token"])
    body = {"start": {"date": "2026-11-23"}, "end": {"date": "2026-11-24"}}

    assert (await person.insert(body))["organizer"]["email"] == key["client_email"]
    invitation = {**body, "attendees": [{"email": ANA}]}
    assert await refusal(person.insert(invitation)) == (403, "forbiddenForServiceAccounts")


@pytest.mark.parametrize(
    ("changes", "status", "error", "description"),
    [
        pytest.param(
            {"aud": "http://127.0.0.1/token"},
            400,
            "invalid_grant",
            "Invalid JWT: Failed audience check.",
            id="other-audience",
        ),
        pytest.param({"exp": ISSUED + 3601}, 400, "invalid_grant", TIMES, id="longer-than-an-hour"),
        pytest.param({"iat": ISSUED - 7200, "exp": ISSUED - 3600}, 400, "invalid_grant", TIMES, id="expired"),
        pytest.param(
            {"iat": ISSUED + 600, "exp": ISSUED + 4000}, 400, "invalid_grant", TIMES, id="from-the-future"
        ),
        pytest.param({"exp": None}, 400, "invalid_grant", TIMES, id="no-expiry"),
        pytest.param(
            {"sub": "nobody@corp.example"},
            400,
            "invalid_grant",
            "Invalid grant: account not found",
            id="unknown-subject",
        ),
        pytest.param(
            {"iss": "other@project.iam.gserviceaccount.com"},
            400,
            "invalid_grant",
            "Invalid grant: account not found",
            id="unknown-issuer",
        ),
        pytest.param(
            {"scope": f"{EVENTS} {SCOPE}calendar"},
            401,
            "unauthorized_client",
            UNAUTHORIZED,
            id="one-scope-not-delegated",
        ),
        pytest.param(
            {"scope": ""},
            400,
            "invalid_scope",
            "Invalid OAuth scope or ID token audience provided.",
            id="no-scope",
        ),
        pytest.param(
            {"scope": SCOPE + "calender"},
            400,
            "invalid_scope",
            "Invalid OAuth scope or ID token audience provided.",
            id="unknown-scope",
        ),
    ],
)
async def test_a_wrong_assertion_is_refused_in_googles_words(
    google: LocalGoogle, key: Json, changes: Json, status: int, error: str, description: str
) -> None:
    """[O21][O22] [D]."""
    answer = await ask(google, assertion(key, **changes))

    assert answer == (status, {"error": error, "error_description": description})


@pytest.mark.parametrize(("skew", "status"), [(300, 200), (0, 400)])
async def test_how_far_clocks_may_differ_is_an_assumption(
    google: LocalGoogle, key: Json, skew: int, status: int
) -> None:
    await google.control.assume(jwt_clock_skew_seconds=skew)

    assert (await ask(google, assertion(key, iat=ISSUED + 60, exp=ISSUED + 3600)))[0] == status


async def test_a_signature_by_another_key_is_refused(google: LocalGoogle, key: Json) -> None:
    """[O21] [D]."""
    stranger = await new_service_account()
    forged = {**stranger, "client_email": key["client_email"], "private_key_id": key["private_key_id"]}

    assert await ask(google, assertion(forged)) == (
        400,
        {"error": "invalid_grant", "error_description": "Invalid JWT Signature."},
    )


async def test_no_token_is_given_for_a_suspended_account_and_its_old_one_ends(
    google: LocalGoogle, login: Login, key: Json
) -> None:
    """[O21] [D]."""
    ana = await login(ANA)
    await google.control.add_account(ANA, exists=False)

    assert (await ask(google, assertion(key)))[1]["error"] == "invalid_grant"
    assert await refusal(ana.list()) == (401, "authError")


async def test_a_private_account_cannot_be_impersonated(google: LocalGoogle, key: Json) -> None:
    """Consumer gmail.com users cannot be impersonated, [D]."""
    await google.control.add_account("somebody@gmail.com")

    assert (await ask(google, assertion(key, sub="somebody@gmail.com")))[1]["error"] == "unauthorized_client"


async def test_an_unknown_grant_type_is_refused(google: LocalGoogle) -> None:
    status, answer = await ask(google, "", grant_type="password")

    assert (status, answer["error"]) == (400, "unsupported_grant_type")


async def test_a_token_expires_by_googles_clock(google: LocalGoogle, login: Login) -> None:
    ana = await login(ANA)
    await google.control.behave(clock_offset=timedelta(seconds=3598))
    await ana.list()
    await google.control.behave(clock_offset=timedelta(seconds=3599))

    assert await refusal(ana.list()) == (401, "authError")


async def test_a_revoked_token_is_an_auth_error_and_others_stay(google: LocalGoogle, login: Login) -> None:
    """[S11] 401."""
    ana, eve = await login(ANA), await login(EVE)

    assert await google.control.revoke_tokens(ANA) == 1
    assert await refusal(ana.list()) == (401, "authError")
    await eve.list()


async def test_a_fault_of_the_token_endpoint_has_its_shape(google: LocalGoogle, key: Json) -> None:
    """`error` is a string there, B.7."""
    await google.control.add_fault(Fault(path="^/token$", subject=ANA, status=400, reason="invalid_grant"))

    assert (await ask(google, assertion(key)))[1]["error"] == "invalid_grant"
    assert (await ask(google, assertion(key)))[0] == 200


async def test_the_log_knows_the_subject_and_hides_the_assertion(google: LocalGoogle, key: Json) -> None:
    signed = assertion(key)
    _, answer = await ask(google, signed)
    entries = await google.control.log()

    assert entries[-1].subject == ANA
    assert entries[-1].body == {"grant_type": BEARER, "assertion": "***"}
    told = "".join(entry.model_dump_json() for entry in entries)
    assert signed not in told
    assert answer["access_token"] not in told
