"""Google as the composition root opens it: one pool, one key, one client behind its ports."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from worker.google.accounts import DelegatedAccounts, allow_list
from worker.google.calendar import GoogleCalendar
from worker.google.calendar_api import CalendarApi
from worker.google.client import GoogleClient
from worker.google.consents import GoogleConsents
from worker.google.credentials import AccountCredentials, Issuer
from worker.google.delegation import ServiceAccount, TokenEndpoint
from worker.google.grant_accounts import GrantAccounts
from worker.google.id_token import IdTokens
from worker.google.limiter import UNLIMITED, Admission, Limiter, Limiting
from worker.google.merged_free_busy import UNMEASURED, MergedFreeBusy, MergingMetrics
from worker.google.oauth_client import Endpoints, OAuthClient
from worker.google.observing import Observe, unobserved
from worker.google.owning_tasks import owning_tasks
from worker.google.post_form import Poster
from worker.google.published_keys import PublishedKeys
from worker.google.push import GooglePush
from worker.google.refresh import RefreshEndpoint
from worker.google.session import open_session
from worker.google.tokens import TokenCache
from worker.google.work_times import GooglePrimaryCalendars
from worker.ports.calendar import Accounts, Calendar
from worker.ports.channels import Push
from worker.ports.clock import Clock
from worker.ports.grants import Consents, Grants
from worker.ports.work_times import PrimaryCalendars

CALL_TIMEOUT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Acting:
    """By what right users are acted for: two ways, of which each may be missing."""

    service_account: Mapping[str, Any] | None = field(default=None, repr=False)
    """The parsed key file."""
    allowed_users: Collection[str] = ()
    """Whom it may speak for."""
    client: OAuthClient | None = None
    """What users consent to."""
    grants: Grants | None = None
    """What came of that."""

    @property
    def project(self) -> str:
        """Return whose quota all calls share: the project's of the service account, or of the client.

        With both it is taken to be one project. A key file has its name and a client's id its number,
        so nobody could tell, and two counts of one quota would exceed it.
        """
        if self.service_account is not None:
            return str(self.service_account.get("project_id", ""))
        return self.client.project if self.client else ""

    def accounts(self) -> Accounts:
        can_delegate = self.service_account is not None
        delegated = DelegatedAccounts(allow_list(self.allowed_users), can_delegate)
        return GrantAccounts(self.grants, delegated) if self.grants else delegated


@dataclass(frozen=True, slots=True)
class Google:
    accounts: Accounts
    calendar: Calendar
    push: Push
    consents: Consents
    primary_calendars: PrimaryCalendars


@asynccontextmanager
async def open_google(
    *,
    api_root: str,
    endpoints: Endpoints,
    acting: Acting,
    clock: Clock,
    call_timeout: timedelta = CALL_TIMEOUT,
    observe: Observe = unobserved,
    limiting: Limiting | None = None,
    merging: MergingMetrics = UNMEASURED,
) -> AsyncIterator[Google]:
    """Open the way to Google, and close it at the end.

    `call_timeout` stands around each call and each wait for a token. Without `limiting` calls go out as
    fast as they come. Raise `Misconfigured` for a key file that cannot be used.
    """
    api = await asyncio.to_thread(CalendarApi.at, api_root)
    service_account = None
    if acting.service_account is not None:
        service_account = await asyncio.to_thread(ServiceAccount.of_key_file, acting.service_account)
    async with open_session(call_timeout) as http, owning_tasks() as tasks:
        poster = Poster(http, call_timeout)
        issuer = Issuer(
            TokenEndpoint(endpoints.token_uri, service_account, http, clock, observe),
            RefreshEndpoint(endpoints.token_uri, acting.client, acting.grants, poster, clock, observe),
        )
        credentials = AccountCredentials(TokenCache(issuer, clock, call_timeout))
        admission = admission_to(limiting, acting.project, clock)
        client = GoogleClient(api, http, credentials, clock, call_timeout, observe, admission)
        keys = PublishedKeys(endpoints.jwks_uri, http, clock, call_timeout, observe)
        id_tokens = IdTokens(acting.client, endpoints.issuers, keys, clock) if acting.client else None
        yield Google(
            acting.accounts(),
            GoogleCalendar(client, MergedFreeBusy(client, tasks, merging)),
            GooglePush(client),
            GoogleConsents(endpoints, id_tokens, poster, clock, observe),
            GooglePrimaryCalendars(client),
        )


def admission_to(limiting: Limiting | None, project: str, clock: Clock) -> Admission:
    """Return who lets calls through, those by grants and by delegation together."""
    return Limiter(limiting.quota, project, clock, limiting.metrics) if limiting else UNLIMITED
