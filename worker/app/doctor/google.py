"""Google: whether it answers, its clock beside ours, and whom the service account may speak for."""

from datetime import timedelta
from http import HTTPStatus

from aiohttp import ClientSession

from worker.app.doctor.clocks import apart, difference
from worker.app.doctor.finding import Finding, not_checked, warning, well, wrong
from worker.google.inspection import calendar_answers, token_endpoint_answers
from worker.ports.clock import Clock
from worker.settings.google import Google
from worker.settings.values import is_on_this_machine

NTP = "let this machine set its clock by NTP"
NOTICEABLE = timedelta(seconds=10)
BREAKING = timedelta(minutes=2)
"""Google takes an assertion only in a reasonable time frame, which no document gives in figures."""
REFUSING = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


async def lines(google: Google) -> list[Finding]:
    """Look whether what goes to Google can be read, or changed, on its way."""
    addresses = {
        "VAI_GOOGLE__API_ROOT": google.api_root,
        "VAI_GOOGLE__TOKEN_URI": google.token_uri,
        "VAI_GOOGLE__AUTH_URI": google.auth_uri,
        "VAI_GOOGLE__REVOKE_URI": google.revoke_uri,
        "VAI_GOOGLE__JWKS_URI": google.jwks_uri,
    }
    readable = [name for name, each in addresses.items() if is_readable_on_its_way(each)]
    says = "tokens and secrets go there unencrypted, and answers can be forged"
    return [
        warning(f"{name} begins with http://: {says}", "an address that begins with https://")
        for name in readable
    ] or [well("everything that leaves this machine for Google is encrypted")]


def is_readable_on_its_way(address: str) -> bool:
    return not address.startswith("https://") and not is_on_this_machine(address)


async def calendar(http: ClientSession, api_root: str) -> list[Finding]:
    answer = (await calendar_answers(http, api_root)).answer
    if answer.status in REFUSING and answer.reason:
        return [well(f"the Calendar API answers at {api_root}")]
    return [wrong(f"what answers at {api_root} is no Calendar API ({answer.status})", "VAI_GOOGLE__API_ROOT")]


async def token_endpoint(http: ClientSession, token_uri: str) -> list[Finding]:
    """Know it by how it refuses: with an error of OAuth (RFC 6749, 5.2), and not of an API."""
    answer = (await token_endpoint_answers(http, token_uri)).answer
    match answer.body:
        case {"error": str()} if answer.is_definite:
            return [well(f"tokens come from {token_uri}")]
    return [wrong(f"what answers at {token_uri} gives no tokens ({answer.status})", "VAI_GOOGLE__TOKEN_URI")]


async def time_there(http: ClientSession, token_uri: str, clock: Clock) -> list[Finding]:
    before = clock.now().replace(microsecond=0)  # as the header is written
    there = (await token_endpoint_answers(http, token_uri)).clock
    if there is None:
        return [not_checked("Google's answer has no date")]
    return [time_as(difference(there, before, clock.now()))]


def time_as(ahead: timedelta) -> Finding:
    if abs(ahead) < NOTICEABLE:
        return well("Google's clock and this machine's agree")
    says = f"Google's clock is {apart(ahead)} this machine's"
    if abs(ahead) < BREAKING:
        return warning(says, NTP)
    return wrong(f"{says}: it takes no assertion and no id token of ours for valid", NTP)
