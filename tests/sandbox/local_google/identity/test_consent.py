"""Which consent gives a refresh token, and what consents add up to [S30]."""

import pytest

from tests.sandbox.local_google.identity.browsing import EVENTS, FREE_BUSY, Application
from tests.sandbox.local_google.people import ANA, BOB


async def test_a_refresh_token_comes_only_offline_and_with_the_first_consent(app: Application) -> None:
    """[S30]."""
    assert "refresh_token" in await app.connect(ANA)
    assert "refresh_token" not in await app.connect(ANA)
    assert "refresh_token" in await app.connect(ANA, prompt="consent")
    assert "refresh_token" not in await app.connect(ANA, prompt="consent", access_type="online")
    assert "refresh_token" not in await app.connect(BOB, access_type=None)


@pytest.mark.parametrize("first", [True, False])
async def test_whether_an_online_consent_was_the_first_is_an_assumption(
    app: Application, first: bool
) -> None:
    await app.google.control.assume(refresh_token_after_online_consent=first)
    await app.connect(ANA, access_type="online")

    assert ("refresh_token" in await app.connect(ANA)) is first


@pytest.mark.parametrize("first", [True, False])
async def test_whether_consent_to_more_is_a_first_one_is_an_assumption(app: Application, first: bool) -> None:
    await app.google.control.assume(refresh_token_for_new_scopes=first)
    await app.connect(ANA)

    assert ("refresh_token" in await app.connect(ANA, scope=FREE_BUSY)) is first


async def test_consent_that_was_taken_back_makes_the_next_one_the_first(app: Application) -> None:
    """[S30][S31]."""
    await app.connect(ANA)
    await app.google.control.oauth.withdraw(ANA)

    assert "refresh_token" in await app.connect(ANA)


async def test_incremental_consent_joins_what_all_clients_of_the_project_were_given(app: Application) -> None:
    """[S30][S33]."""
    sister = await Application(app.google, "sister.apps.example").register()
    stranger = await Application(app.google, "stranger.apps.example").register(project="another")
    await app.connect(ANA)

    joined = await sister.connect(ANA, scope=FREE_BUSY, include_granted_scopes="true")
    assert joined["scope"].split() == [EVENTS, FREE_BUSY]
    assert (await sister.connect(ANA, scope=FREE_BUSY))["scope"] == FREE_BUSY
    alone = await stranger.connect(ANA, scope=FREE_BUSY, include_granted_scopes="true")
    assert alone["scope"] == FREE_BUSY
