"""A consent from beginning to end, over HTTP: what it gives, and each way in which it can fail."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from tests.fakes.store_grants import FakeGrants
from tests.google.conftest import OpenGoogle
from tests.google.granting import refused_consent
from tests.google.meeting import ANA
from worker.codes import Code
from worker.errors import GoogleUnavailable, RateLimited, TransientError
from worker.google.google import Acting, Google
from worker.google.oauth_client import OAuthClient as KnownClient
from worker.google.wanted_scopes import missing_scopes
from worker.ports.grants import Consent
from worker.sandbox.consent import Question, consented
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.oauth_client import as_known
from worker.sandbox.local_google.server import LocalGoogle
from worker.sandbox.local_google.wire.faults import Fault

pytestmark = pytest.mark.real

EVENTS = "https://www.googleapis.com/auth/calendar.events"
FREE_BUSY = "https://www.googleapis.com/auth/calendar.freebusy"


async def test_a_consent_becomes_a_grant_of_who_gave_it(by_grant: Google, consent: Consent) -> None:
    granted = await by_grant.consents.exchange(consent)

    assert granted.address == ANA.address
    assert len(granted.subject) == 21
    assert missing_scopes(granted.scopes) == ()
    assert granted.refresh_token.get_secret_value() not in repr(granted)


async def test_what_was_not_ticked_is_not_granted(
    by_grant: Google, local_google: LocalGoogle, client: OAuthClient
) -> None:
    consent = await consented(local_google, client, ANA.address, ticked=[EVENTS])

    granted = await by_grant.consents.exchange(consent)
    assert EVENTS in granted.scopes
    assert FREE_BUSY in missing_scopes(granted.scopes)
    assert EVENTS not in missing_scopes(granted.scopes)


async def test_a_person_can_refuse(local_google: LocalGoogle, client: OAuthClient) -> None:
    assert await Question(local_google, client).refused_by(ANA.address) == "access_denied"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"code": SecretStr("4/made-up")}, "invalid_grant", id="made up"),
        pytest.param({"verifier": SecretStr("w" * 43)}, "invalid_grant", id="wrong verifier"),
        pytest.param({"redirect_uri": "http://127.0.0.1:1/"}, "redirect_uri_mismatch", id="elsewhere"),
    ],
)
async def test_a_consent_that_does_not_fit_has_to_be_asked_for_again(
    by_grant: Google, consent: Consent, change: dict[str, Any], told: str
) -> None:
    refused = await refused_consent(by_grant, replace(consent, **change))

    assert refused.code is Code.CONSENT_FAILED
    assert told in refused.detail


async def test_an_old_code_is_worth_nothing(
    by_grant: Google, control: LocalGoogleControl, consent: Consent
) -> None:
    await control.behave(clock_offset=timedelta(minutes=11))

    assert (await refused_consent(by_grant, consent)).code is Code.CONSENT_FAILED


async def test_a_second_consent_without_a_prompt_gives_no_refresh_token_and_says_so(
    by_grant: Google, local_google: LocalGoogle, client: OAuthClient, consent: Consent
) -> None:
    await by_grant.consents.exchange(consent)
    again = await Question(local_google, client, prompt="").allowed_by(ANA.address)

    refused = await refused_consent(by_grant, again)
    assert refused.code is Code.CONSENT_FAILED
    assert "prompt=consent" in refused.detail


@pytest.mark.parametrize("scopes", [(EVENTS,), ("openid", EVENTS)], ids=["no id token", "no address"])
async def test_without_an_address_nobody_knows_whose_grant_it_is(
    by_grant: Google, local_google: LocalGoogle, client: OAuthClient, scopes: tuple[str, ...]
) -> None:
    consent = await Question(local_google, client, scopes=scopes).allowed_by(ANA.address)

    refused = await refused_consent(by_grant, consent)
    assert refused.code is Code.CONSENT_FAILED
    assert "openid and email" in refused.detail


@pytest.mark.parametrize(
    ("id_changes", "secret"), [(True, None), (False, "wrong")], ids=["unknown client", "wrong secret"]
)
async def test_an_operators_mistake_is_not_the_persons(
    opening: OpenGoogle, client: OAuthClient, consent: Consent, id_changes: bool, secret: str | None
) -> None:
    known = as_known(client)
    wrong = KnownClient(
        f"1-{known.id}" if id_changes else known.id, SecretStr(secret) if secret else known.secret
    )
    async with opening(acting=Acting(client=wrong)) as google:
        refused = await refused_consent(google, consent)

    assert refused.code is Code.GOOGLE_UNAVAILABLE
    assert "VAI_GOOGLE__CLIENT_ID" in refused.detail

    async with opening(acting=Acting(client=known)) as google:
        await google.consents.exchange(consent)  # nothing was spent


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(path="^/token$", status=503), GoogleUnavailable),
        (Fault(path="^/token$", status=500, html="<p>oops"), GoogleUnavailable),
        (Fault(path="^/token$", drop=True), GoogleUnavailable),
        (Fault(path="^/token$", stall=timedelta(seconds=5)), GoogleUnavailable),
        (Fault(path="^/token$", status=429, retry_after="7"), RateLimited),
        (Fault(path="/certs$", status=503), GoogleUnavailable),
        (Fault(path="/certs$", drop=True), GoogleUnavailable),
        (Fault(path="/certs$", stall=timedelta(seconds=5)), GoogleUnavailable),
    ],
    ids=["503", "html", "dropped", "stalled", "429", "keys 503", "keys dropped", "keys stalled"],
)
async def test_what_may_pass_spends_no_code(
    opening_by_grant: OpenGoogle,
    control: LocalGoogleControl,
    consent: Consent,
    fault: Fault,
    error: type[TransientError],
) -> None:
    await control.add_fault(fault)
    async with opening_by_grant(call_timeout=timedelta(milliseconds=500)) as google:
        with pytest.raises(error) as passing:
            await google.consents.exchange(consent)
        assert passing.value.__cause__ is None
        await control.clear_faults()
        await google.consents.exchange(consent)


async def test_a_front_ends_page_is_no_answer_about_a_consent(
    by_grant: Google, control: LocalGoogleControl, consent: Consent
) -> None:
    await control.add_fault(Fault(path="^/token$", status=404, html="<p>not here"))

    assert (await refused_consent(by_grant, consent)).code is Code.GOOGLE_UNAVAILABLE


async def test_without_a_client_nobody_can_consent(google: Google, consent: Consent) -> None:
    refused = await refused_consent(google, consent)

    assert refused.code is Code.CONSENT_FAILED
    assert "VAI_GOOGLE__CLIENT_ID" in refused.detail


async def test_nothing_secret_is_logged_or_shown(
    by_grant: Google,
    client: OAuthClient,
    consent: Consent,
    grants: FakeGrants,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    granted = await by_grant.consents.exchange(consent)
    grants.give("ana", granted)
    await by_grant.calendar.describe(await by_grant.accounts.account("ana"), "primary")

    shown = repr(by_grant) + repr(consent) + caplog.text
    held = (granted.refresh_token, consent.code, consent.verifier, SecretStr(client.client_secret))
    for secret in ("ya29.", "eyJ", *(one.get_secret_value() for one in held)):
        assert secret not in shown


async def test_a_code_can_be_shown_once(
    by_grant: Google, control: LocalGoogleControl, consent: Consent
) -> None:
    await by_grant.consents.exchange(consent)
    assert (await refused_consent(by_grant, consent)).code is Code.CONSENT_FAILED
