"""Grants: the keys they are kept under, and what each user's consent covers."""

import asyncio
from collections.abc import Sequence

from worker.app.doctor.amount import amount
from worker.app.doctor.finding import Finding, connecting, not_checked, warning, well, wrong
from worker.app.scopes import in_order, without
from worker.errors import Misconfigured
from worker.google.wanted_scopes import missing_scopes
from worker.settings.encryption import KEYS
from worker.settings.model import Settings
from worker.store.connected_accounts import ConnectedAccount, Seals, connected_accounts, seals

NEW_KEY = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
MOST_TOLD = 20
"""Accounts told of one by one: behind them `account list` goes on."""


async def keys(settings: Settings) -> list[Finding]:
    if not settings.secrets.are_there:
        return [not_checked(f"{KEYS} is not set, so nobody can connect an account", f"`{NEW_KEY}` makes one")]
    found = await asyncio.to_thread(settings.secrets.reader)
    return [well(amount(len(found), "Fernet key"))]


async def sealing(settings: Settings) -> list[Finding]:
    found = await asyncio.to_thread(settings.secrets.reader) if settings.secrets.are_there else ()
    try:
        return sealing_as(await seals(settings.database.url.get_secret_value(), found))
    except Misconfigured as error:
        return [not_checked(str(error))]


async def accounts(url: str) -> list[Finding]:
    try:
        return accounts_as(await connected_accounts(url))
    except Misconfigured as error:
        return [not_checked(str(error))]


def sealing_as(state: Seals) -> list[Finding]:
    findings = []
    if state.none:
        findings.append(
            wrong(
                f"{counted(state.none)} under a key that is not here: these users cannot be acted for",
                f"put the missing key back into {KEYS}, behind the others, or let them connect again",
            )
        )
    if state.damaged:
        findings.append(
            wrong(
                f"{counted(state.damaged)} not as stored: somebody changed the row",
                "let these users connect again: `vai-calendar account list`",
            )
        )
    if state.older:
        findings.append(
            warning(
                f"{counted(state.older)} under an older key only: that one cannot go yet",
                f"leave it in {KEYS}, behind the newest: workers that run seal these grants anew",
            )
        )
    return findings or [
        well(f"{amount(state.newest, 'grant')} under the newest key" if state.newest else "no grants yet")
    ]


def counted(number: int) -> str:
    return f"{number} grant lies" if number == 1 else f"{number} grants lie"


def accounts_as(found: Sequence[ConnectedAccount]) -> list[Finding]:
    ill = [finding for account in found for finding in account_as(account)]
    rest = len(ill) - MOST_TOLD
    if rest > 0:
        ill[MOST_TOLD:] = [warning(f"and {rest} more like these", "`vai-calendar account list`")]
    return ill or [well(f"{amount(len(found), 'account')} connected" if found else "no account is connected")]


def account_as(account: ConnectedAccount) -> list[Finding]:
    connect = connecting(account.user_id)
    who = f"{account.user_id} ({account.address})"
    if account.broken_since:
        day = f"{account.broken_since:%Y-%m-%d %H:%M} UTC"
        return [
            warning(f"{who}: Google has refused the grant since {day}; it was revoked or has died", connect)
        ]
    missing = in_order(missing_scopes(account.scopes))
    return [warning(f"{who}: {without(scope)}", f"{connect}, and tick everything") for scope in missing]
