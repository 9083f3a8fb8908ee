"""By what right calls are made, and whose quota they share."""

import pytest
from pydantic import SecretStr

from tests.fakes.quota import FakeQuota
from tests.fakes.store_grants import FakeGrants
from tests.google.conftest import OpenGoogle
from tests.google.meeting import ANA
from worker.google.delegation import quota_user_of
from worker.google.google import Acting
from worker.google.limiter import Limiting
from worker.google.oauth_client import OAuthClient
from worker.ports.clock import SystemClock
from worker.ports.quota import Payer
from worker.sandbox.consent import consented
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient as Registered
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.server import LocalGoogle

CLIENT = OAuthClient("4711-vai.apps.googleusercontent.com", SecretStr("GOCSPX-geheim"))


def test_the_project_is_the_service_accounts_or_the_number_a_clients_id_begins_with(key: Json) -> None:
    assert Acting(client=CLIENT).project == "4711"
    assert Acting(key).project == key["project_id"]
    assert Acting(key, client=CLIENT).project == key["project_id"]


def test_no_repr_shows_a_key_or_a_secret(key: Json) -> None:
    shown = repr(Acting(key, ["@vai.example"], CLIENT))

    assert "geheim" not in shown
    assert key["private_key"][30:60] not in shown


@pytest.mark.real
async def test_calls_by_grant_and_by_delegation_share_their_accounts_and_the_projects_quota(
    opening_by_grant: OpenGoogle,
    local_google: LocalGoogle,
    client: Registered,
    grants: FakeGrants,
    key: Json,
) -> None:
    quota = FakeQuota(SystemClock())
    async with opening_by_grant(limiting=Limiting(quota)) as google:
        consent = await consented(local_google, client, ANA.address)
        grants.give("ana", await google.consents.exchange(consent))
        for user_id in ("ana", ANA.address):
            await google.calendar.describe(await google.accounts.account(user_id), "primary")

    assert quota.draws == 2
    assert [*quota.accounts] == [Payer(key["project_id"], quota_user_of(ANA.address))]
