"""Domain-wide delegation: the service account's key, and whom Google lets it speak for.

The scopes are asked for one by one, as the worker's calls do: a single one that is not delegated
makes Google refuse a whole token, and so hides which it is.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from worker.app.doctor.finding import Finding, not_checked, warning, well, wrong
from worker.app.key_file import key_file
from worker.app.scopes import WITHOUT, without
from worker.codes import Code
from worker.errors import Refused
from worker.google.accounts import ADDRESS, DelegatedAccounts, allow_list
from worker.google.delegation import ServiceAccount, TokenEndpoint
from worker.google.observing import unobserved
from worker.ports.clock import Clock
from worker.settings.google import Google

ALLOWED = "VAI_GOOGLE__DELEGATION_ALLOWED_USERS"
CONNECT = "`vai-calendar account connect`"
KEYS = "a new key: Google Cloud console, IAM & Admin > Service Accounts > Keys"
DELEGATION = (
    "Google Admin console, Security > Access and data control > API controls > Domain-wide delegation; "
    "a change there can take 24 hours"
)


async def key(google: Google) -> list[Finding]:
    """Read the key. Whether Google takes it, only a token tells."""
    if google.service_account_file is None:
        return [not_checked("no service account is set, so nobody is acted for by delegation")]
    account = await account_of(google.service_account_file)
    found = [well(f"the key of {account.email} can be read; `doctor --user ADDRESS` tries it at Google")]
    if not google.delegation_allowed_users:
        found.append(warning(f"{ALLOWED} is empty: delegation acts for nobody", f"set {ALLOWED}"))
    return found


async def account_of(path: Path) -> ServiceAccount:
    return await asyncio.to_thread(lambda: ServiceAccount.of_key_file(key_file(path)))


@dataclass(frozen=True, slots=True)
class Speaking:
    """Whether the service account may speak for an address."""

    http: ClientSession
    google: Google
    clock: Clock

    async def __call__(self, address: str) -> list[Finding]:
        if self.google.service_account_file is None:
            return [not_checked(f"{address} has no grant, and no service account is set", CONNECT)]
        allowed = allow_list(self.google.delegation_allowed_users)
        try:
            await DelegatedAccounts(allowed, can_delegate=True).account(address)
        except Refused as error:
            return [refused_as(address, error)]
        account = await account_of(self.google.service_account_file)
        endpoint = TokenEndpoint(self.google.token_uri, account, self.http, self.clock, unobserved)
        return tokens_as(address, {scope: await asked(endpoint, address, scope) for scope in WITHOUT})


async def asked(endpoint: TokenEndpoint, address: str, scope: str) -> Refused | None:
    """Ask for a token of one scope, and return Google's no. Raise what may pass."""
    try:
        await endpoint.issue(address, frozenset({scope}))
    except Refused as error:
        return error
    return None


def tokens_as(address: str, answers: Mapping[str, Refused | None]) -> list[Finding]:
    """Say what the answers mean: each scope has Google's no, or None where there was a token."""
    refusals = {scope: error for scope, error in answers.items() if error}
    other = [error for error in refusals.values() if error.code is not Code.INSUFFICIENT_SCOPE]
    if other:
        return [refused_as(address, other[0])]
    if len(refusals) == len(answers):
        return [wrong(f"no scope is delegated to the service account for {address}", DELEGATION)]
    missing = [wrong(f"for {address}, {without(scope)}", f"add {scope}: {DELEGATION}") for scope in refusals]
    return missing or [well(f"the service account may act for {address}, with every scope")]


def refused_as(address: str, error: Refused) -> Finding:
    match error.code:
        case Code.ACCOUNT_NOT_ALLOWED:
            return wrong(
                f"{ALLOWED} does not name {address}", f"add it, or its domain as @domain, to {ALLOWED}"
            )
        case Code.REAUTHORIZATION_REQUIRED:
            return wrong(
                f"Google refuses the assertion for {address} (invalid_grant): the address is "
                "of nobody in the organisation, or suspended; or the key was deleted; or the clock is wrong",
                f"check the address and the clock; {KEYS}",
            )
        case Code.ACCOUNT_NOT_CONNECTED if not ADDRESS.fullmatch(address):
            return wrong(f"{address} has no grant, and is no address to delegate for", CONNECT)
        case _:
            return wrong(f"delegation for {address} fails: {error.detail}", DELEGATION)
