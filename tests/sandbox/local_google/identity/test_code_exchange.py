"""A code becomes tokens [S30]."""

from datetime import timedelta

import aiohttp
import pytest

from tests.sandbox.local_google.identity.browsing import (
    CALLBACK,
    CHALLENGE,
    EMAIL,
    EVENTS,
    FREE_BUSY,
    SECRET,
    VERIFIER,
    Application,
)
from tests.sandbox.local_google.people import ANA, BOB, busy, meeting, refusal
from worker.sandbox.local_google.json_types import Json

BAD = (400, {"error": "invalid_grant", "error_description": "Bad Request"})


async def test_the_answer_has_exactly_the_documented_fields(app: Application) -> None:
    """[S30]."""
    tokens = await app.connect(ANA)
    access_token, refresh_token = tokens.pop("access_token"), tokens.pop("refresh_token")

    assert tokens == {"expires_in": 3599, "scope": EVENTS, "token_type": "Bearer"}
    assert len(access_token) <= 2048
    assert len(refresh_token) <= 512


async def test_a_code_is_short_and_has_a_slash_that_must_survive_the_address(app: Application) -> None:
    """At most 256 bytes [S31]."""
    code = await app.code(ANA)

    assert len(code) <= 256
    assert "/" in code


async def test_tokens_of_a_consent_open_what_was_consented_to_as_delegation_does(app: Application) -> None:
    """[S30] and section 12 [D]."""
    ana = app.person(await app.connect(ANA))

    assert (await ana.insert(meeting()))["creator"]["email"] == ANA
    assert await refusal(busy(ana, ANA)) == (403, "insufficientPermissions")


async def test_the_scope_of_the_answer_is_what_was_ticked_and_spelt_out(app: Application) -> None:
    """[S30] granular consent: the string may differ from the one asked for."""
    url = app.url(scope=f"email {EVENTS} {FREE_BUSY}")
    back = await app.google.control.oauth.consent(url, ANA, scopes=frozenset({FREE_BUSY}))
    _, tokens = await app.exchange(back["code"])

    assert tokens["scope"].split() == [FREE_BUSY, EMAIL]


async def test_a_code_works_once(app: Application) -> None:
    """[S30] [O20]."""
    code = await app.code(ANA)

    assert (await app.exchange(code))[0] == 200
    assert await app.exchange(code) == BAD


@pytest.mark.parametrize("revokes", [True, False])
async def test_what_a_second_use_of_a_code_does_to_its_tokens_is_an_assumption(
    app: Application, revokes: bool
) -> None:
    await app.google.control.assume(reused_code_revokes_tokens=revokes)
    code = await app.code(ANA)
    _, tokens = await app.exchange(code)
    await app.exchange(code)

    assert (await app.refresh(tokens["refresh_token"]))[0] == (400 if revokes else 200)


@pytest.mark.parametrize("seconds", [600, 60])
async def test_how_long_a_code_lives_is_an_assumption(app: Application, seconds: int) -> None:
    await app.google.control.assume(authorization_code_seconds=seconds)
    early, late = await app.code(ANA), await app.code(ANA)

    await app.google.control.behave(clock_offset=timedelta(seconds=seconds - 1))
    assert (await app.exchange(early))[0] == 200
    await app.google.control.behave(clock_offset=timedelta(seconds=seconds))
    assert await app.exchange(late) == BAD


@pytest.mark.parametrize(
    ("asked", "shown", "description"),
    [
        pytest.param(
            {"code_challenge": CHALLENGE}, VERIFIER, "Invalid code verifier.", id="plain-by-default"
        ),
        pytest.param(
            {"code_challenge": CHALLENGE, "code_challenge_method": "S256"},
            "w" * 43,
            "Invalid code verifier.",
            id="wrong",
        ),
        pytest.param(
            {"code_challenge": CHALLENGE, "code_challenge_method": "S256"},
            None,
            "Missing code verifier.",
            id="missing",
        ),
    ],
)
async def test_a_code_with_a_challenge_needs_its_verifier(
    app: Application, asked: Json, shown: str | None, description: str
) -> None:
    """RFC 7636 [S32]."""
    answer = await app.exchange(await app.code(ANA, **asked), code_verifier=shown)

    assert answer == (400, {"error": "invalid_grant", "error_description": description})


@pytest.mark.parametrize("ignored", [True, False])
async def test_what_a_needless_verifier_does_is_an_assumption(app: Application, ignored: bool) -> None:
    await app.google.control.assume(unneeded_verifier_is_ignored=ignored)
    answer = await app.exchange(await app.code(ANA), code_verifier=VERIFIER)

    assert answer[0] == (200 if ignored else 400)


@pytest.mark.parametrize("error", ["redirect_uri_mismatch", "invalid_grant"])
async def test_which_error_another_redirect_uri_is_told_by_is_an_assumption(
    app: Application, error: str
) -> None:
    await app.google.control.assume(wrong_redirect_uri_at_exchange=error)
    answer = await app.exchange(await app.code(ANA), redirect_uri=CALLBACK + "/")

    assert answer == (400, {"error": error, "error_description": "Bad Request"})


@pytest.mark.parametrize("spent", [True, False])
async def test_whether_a_failed_exchange_uses_a_code_up_is_an_assumption(
    app: Application, spent: bool
) -> None:
    await app.google.control.assume(failed_exchange_spends_code=spent)
    code = await app.code(ANA)
    await app.exchange(code, redirect_uri="https://elsewhere.example")

    assert (await app.exchange(code))[0] == (400 if spent else 200)


async def test_a_code_belongs_to_its_client(app: Application) -> None:
    other = await Application(app.google, "other.apps.example").register()

    assert await other.exchange(await app.code(ANA)) == BAD


async def test_a_made_up_code_is_malformed(app: Application) -> None:
    assert (await app.exchange("4/nothing"))[1] == {
        "error": "invalid_grant",
        "error_description": "Malformed auth code.",
    }


@pytest.mark.parametrize(
    ("changes", "status", "error", "description"),
    [
        ({"client_id": "nobody"}, 401, "invalid_client", "The OAuth client was not found."),
        ({"client_secret": "guessed"}, 401, "invalid_client", "The provided client secret is invalid."),
        ({"client_secret": None}, 400, "invalid_request", "client_secret is missing."),
        ({"client_id": None}, 400, "invalid_request", "Could not determine client ID from request."),
    ],
)
async def test_a_client_that_cannot_prove_itself_is_refused(
    app: Application, changes: Json, status: int, error: str, description: str
) -> None:
    """401 `invalid_client` [O7]."""
    answer = await app.exchange(await app.code(ANA), **changes)

    assert answer == (status, {"error": error, "error_description": description})


async def test_a_deleted_client_gets_no_token(app: Application) -> None:
    """[S30]."""
    code = await app.code(ANA)
    await app.register(deleted=True)

    assert (await app.exchange(code))[1]["error"] == "deleted_client"


async def test_a_client_may_prove_itself_by_basic_authentication(app: Application) -> None:
    """`token_endpoint_auth_methods_supported` [S32]."""
    form = {"grant_type": "authorization_code", "code": await app.code(ANA), "redirect_uri": CALLBACK}
    address = app.google.token_uri
    headers = {"Authorization": aiohttp.encode_basic_auth(app.client_id, SECRET)}
    async with app.google.control.session.post(address, data=form, headers=headers) as response:
        assert response.status == 200


async def test_a_suspended_person_s_code_is_worth_nothing(app: Application) -> None:
    code = await app.code(BOB)
    await app.google.control.add_account(BOB, exists=False)

    assert await app.exchange(code) == BAD


async def test_time_based_access_tells_when_it_ends_and_ends_then(app: Application) -> None:
    """`refresh_token_expires_in` [S30][S31]."""
    back = await app.google.control.oauth.consent(app.url(), ANA, valid_for=timedelta(minutes=30))
    _, tokens = await app.exchange(back["code"])

    assert tokens["refresh_token_expires_in"] == tokens["expires_in"] == 1800
    await app.google.control.behave(clock_offset=timedelta(minutes=30))
    assert (await app.refresh(tokens["refresh_token"]))[1]["error"] == "invalid_grant"
    assert await refusal(app.person(tokens).list()) == (401, "authError")


async def test_the_log_hides_codes_secrets_and_verifiers(app: Application) -> None:
    code = await app.code(ANA, code_challenge=CHALLENGE, code_challenge_method="S256")
    _, tokens = await app.exchange(code, code_verifier=VERIFIER)
    await app.revoke(tokens["refresh_token"])
    entries = await app.google.control.log()
    told = "".join(entry.model_dump_json() for entry in entries)

    assert [entry.subject for entry in entries] == [ANA, ANA]
    hidden = [code, SECRET, VERIFIER, tokens["access_token"], tokens["refresh_token"]]
    assert [secret for secret in hidden if secret in told] == []
