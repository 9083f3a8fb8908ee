"""Whose consent it was: the id token over HTTP, and the keys that it is signed with."""

from datetime import timedelta

import pytest

from tests.google.conftest import OpenGoogle
from tests.google.granting import refused_consent
from tests.google.meeting import ANA
from worker.codes import Code
from worker.google.google import Google
from worker.ports.grants import Consent
from worker.sandbox.consent import consented
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.oauth_client import endpoints_at
from worker.sandbox.local_google.server import LocalGoogle

pytestmark = pytest.mark.real


async def test_clocks_may_be_a_little_apart(
    by_grant: Google, control: LocalGoogleControl, consent: Consent
) -> None:
    await control.behave(clock_offset=timedelta(seconds=45))

    assert (await by_grant.consents.exchange(consent)).address == ANA.address


@pytest.mark.parametrize("apart", [timedelta(minutes=5), timedelta(hours=-2)], ids=["ahead", "behind"])
async def test_clocks_that_differ_are_told_of(
    by_grant: Google, control: LocalGoogleControl, consent: Consent, apart: timedelta
) -> None:
    await control.behave(clock_offset=apart)

    refused = await refused_consent(by_grant, consent)
    assert refused.code is Code.CONSENT_FAILED
    assert "clock" in refused.detail


@pytest.mark.parametrize("issuer", ["https://accounts.google.com", "accounts.google.com"])
async def test_google_may_write_its_name_in_two_ways(
    by_grant: Google, control: LocalGoogleControl, local_google: LocalGoogle, client: OAuthClient, issuer: str
) -> None:
    await control.assume(openid_issuer=issuer)
    consent = await consented(local_google, client, ANA.address)

    assert (await by_grant.consents.exchange(consent)).address == ANA.address


async def test_another_issuer_is_not_believed(
    opening_by_grant: OpenGoogle, local_google: LocalGoogle, consent: Consent
) -> None:
    endpoints = endpoints_at(local_google, "https://accounts.example")
    async with opening_by_grant(endpoints=endpoints) as google:
        refused = await refused_consent(google, consent)

    assert refused.code is Code.CONSENT_FAILED
    assert "InvalidIssuerError" in refused.detail


@pytest.mark.parametrize("keep_old", [True, False])
async def test_keys_are_kept_until_one_is_not_among_them(
    by_grant: Google,
    control: LocalGoogleControl,
    local_google: LocalGoogle,
    client: OAuthClient,
    keep_old: bool,
) -> None:
    for _ in range(2):
        await by_grant.consents.exchange(await consented(local_google, client, ANA.address))
    assert len(await control.log(path="/certs$")) == 1

    await control.oauth.rotate_keys(keep_old=keep_old)
    for _ in range(2):
        await by_grant.consents.exchange(await consented(local_google, client, ANA.address))
    assert len(await control.log(path="/certs$")) == 2
