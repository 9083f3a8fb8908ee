"""A token is revoked, and what hangs on it ends [S30]."""

import pytest

from tests.sandbox.local_google.identity.browsing import ENDED, FREE_BUSY, Application, post_form
from tests.sandbox.local_google.people import ANA, BOB, Login, refusal

AUTH_ERROR = (401, "authError")
NO_TOKEN = (400, {"error": "invalid_token", "error_description": "Token expired or revoked"})


@pytest.mark.parametrize("all_of_it", [True, False])
@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
async def test_either_token_ends_both(app: Application, which: str, all_of_it: bool) -> None:
    """[S30]; then calls are 401 `authError` [S11] and refreshes `invalid_grant` [O20]."""
    await app.google.control.assume(revocation_ends_the_project=all_of_it)
    tokens, others = await app.connect(ANA), await app.connect(BOB)

    assert await app.revoke(tokens[which]) == (200, {})
    assert await refusal(app.person(tokens).list()) == AUTH_ERROR
    assert await app.refresh(tokens["refresh_token"]) == ENDED
    await app.person(others).list()


async def test_revoking_twice_or_nothing_is_a_400(app: Application) -> None:
    """[S30]."""
    tokens = await app.connect(ANA)
    await app.revoke(tokens["refresh_token"])

    assert await app.revoke(tokens["refresh_token"]) == NO_TOKEN
    assert await app.revoke("ya29.nothing") == NO_TOKEN
    assert (await post_form(app.google, "revoke", {}))[1]["error"] == "invalid_request"


async def test_the_token_may_stand_in_the_query_too(app: Application) -> None:
    tokens = await app.connect(ANA)
    address = f"{app.google.url}revoke"
    query = {"token": tokens["access_token"]}
    async with app.google.control.session.post(address, params=query) as response:
        assert response.status == 200
    assert await refusal(app.person(tokens).list()) == AUTH_ERROR


async def test_only_post_revokes(app: Application) -> None:
    """As was seen: https://github.com/googleapis/oauth2client/issues/750."""
    async with app.google.control.session.get(f"{app.google.url}revoke") as response:
        assert response.status == 404


async def test_a_token_of_the_delegation_kind_ends_alone(app: Application, login: Login) -> None:
    ana, again = await login(ANA), await login(ANA)

    assert await app.revoke(ana.token) == (200, {})
    assert await refusal(ana.list()) == AUTH_ERROR
    await again.list()


@pytest.mark.parametrize("all_of_it", [True, False])
async def test_whether_the_rest_of_the_project_ends_too_is_an_assumption(
    app: Application, all_of_it: bool
) -> None:
    await app.google.control.assume(revocation_ends_the_project=all_of_it)
    first, second = await app.connect(ANA), await app.connect(ANA, prompt="consent")
    await app.revoke(first["refresh_token"])

    assert (await app.refresh(second["refresh_token"]))[0] == (400 if all_of_it else 200)


async def test_what_was_combined_drops_together(app: Application) -> None:
    """[S30]: all scopes of an incremental authorisation."""
    await app.google.control.assume(revocation_ends_the_project=False)
    first = await app.connect(ANA)
    joined = await app.connect(ANA, scope=FREE_BUSY, include_granted_scopes="true", prompt="consent")
    await app.revoke(joined["refresh_token"])

    assert await app.refresh(first["refresh_token"]) == ENDED
    assert (await app.connect(ANA, scope=FREE_BUSY, include_granted_scopes="true"))["scope"] == FREE_BUSY


async def test_a_person_takes_their_consent_back_in_their_account(app: Application) -> None:
    """[S31]."""
    other = await Application(app.google, "other.apps.example").register(project="another")
    mine, others = await app.connect(ANA), await other.connect(ANA)
    await app.google.control.oauth.withdraw(ANA, "vai-local")

    assert await refusal(app.person(mine).list()) == AUTH_ERROR
    assert await app.refresh(mine["refresh_token"]) == ENDED
    await other.person(others).list()
