"""Users who consent, and what they are told if that is no good."""

from collections.abc import Awaitable, Callable

import pytest

from worker.domain.account import Account
from worker.errors import Refused
from worker.google.google import Google
from worker.ports.grants import Consent, Grant
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.wire.request_log import LogEntry

USER = "user-17"
SCOPE = "https://www.googleapis.com/auth/"
Connecting = Callable[..., Awaitable[Grant]]
"""Lets a person consent, and a user have the grant: `user_id`, `address`, `scopes`."""


async def refused_consent(google: Google, consent: Consent) -> Refused:
    with pytest.raises(Refused) as refused:
        await google.consents.exchange(consent)
    for secret in (consent.code, consent.verifier):
        assert secret.get_secret_value() not in repr(refused.value) + str(refused.value.__cause__)
    return refused.value


async def refused_call(google: Google, account: Account) -> Refused:
    with pytest.raises(Refused) as refused:
        await google.calendar.describe(account, "primary")
    return refused.value


async def refreshes(control: LocalGoogleControl) -> list[LogEntry]:
    tokens = await control.log(path="^/token$")
    return [entry for entry in tokens if entry.body["grant_type"] == "refresh_token"]
