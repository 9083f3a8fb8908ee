"""Google as the composition root opens it: one pool, one key, one client behind both ports."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from worker.google.accounts import DelegatedAccounts, allow_list
from worker.google.calendar import GoogleCalendar
from worker.google.calendar_api import CalendarApi
from worker.google.client import GoogleClient
from worker.google.delegation import Delegation, ServiceAccount, TokenEndpoint
from worker.google.limiter import UNLIMITED, Admission, Limiter, Limiting
from worker.google.observing import Observe, unobserved
from worker.google.push import GooglePush
from worker.google.session import open_session
from worker.google.tokens import TokenCache
from worker.ports.calendar import Accounts, Calendar
from worker.ports.channels import Push
from worker.ports.clock import Clock

CALL_TIMEOUT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Google:
    accounts: Accounts
    calendar: Calendar
    push: Push


@asynccontextmanager
async def open_google(
    *,
    api_root: str,
    token_uri: str,
    service_account: Mapping[str, Any] | None,
    allowed_users: Collection[str],
    clock: Clock,
    call_timeout: timedelta = CALL_TIMEOUT,
    observe: Observe = unobserved,
    limiting: Limiting | None = None,
) -> AsyncIterator[Google]:
    """Open the way to Google, and close it at the end.

    `service_account` is the parsed key file; None acts for nobody. `call_timeout` stands around each
    call and each wait for a token. Without `limiting` calls go out as fast as they come. Raise
    `Misconfigured` for a key file that cannot be used.
    """
    api = await asyncio.to_thread(CalendarApi.at, api_root)
    acting = None
    if service_account is not None:
        acting = await asyncio.to_thread(ServiceAccount.of_key_file, service_account)
    async with open_session(call_timeout) as http:
        endpoint = TokenEndpoint(token_uri, acting, http, clock, observe)
        credentials = Delegation(TokenCache(endpoint.issue, clock, call_timeout))
        admission = admission_to(limiting, service_account, clock)
        client = GoogleClient(api, http, credentials, clock, call_timeout, observe, admission)
        accounts = DelegatedAccounts(allow_list(allowed_users), can_delegate=acting is not None)
        yield Google(accounts, GoogleCalendar(client), GooglePush(client))


def admission_to(
    limiting: Limiting | None, service_account: Mapping[str, Any] | None, clock: Clock
) -> Admission:
    """Return who lets calls through; the project whose quota they share is the service account's."""
    if limiting is None:
        return UNLIMITED
    project = str((service_account or {}).get("project_id", ""))
    return Limiter(limiting.quota, project, clock, limiting.metrics)
