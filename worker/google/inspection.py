"""What Google answers to questions that read nobody's calendar: is it there, does it know us.

None of them is a call to the Calendar API that a project pays for with its quota. No answer is
quoted: only its status and Google's word for what is wrong.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from aiohttp import ClientError, ClientSession

from worker.errors import GoogleUnavailable
from worker.google.http_answer import HttpAnswer, read_answer
from worker.google.oauth_client import OAuthClient
from worker.ports.grants import Grant

UNASKED = "calendar/v3/users/me/calendarList"
"""Refused to whoever brings no token, before anything is counted."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and the other side's clock."""

    answer: HttpAnswer
    clock: datetime | None
    """When it was written, to the second; None where it does not tell."""


async def calendar_answers(http: ClientSession, api_root: str) -> Answered:
    """Ask the Calendar API something that it refuses. Raise `GoogleUnavailable`."""
    return await asked(http, "GET", f"{api_root}{UNASKED}")


async def token_endpoint_answers(http: ClientSession, token_uri: str) -> Answered:
    """Ask the token endpoint for nothing in particular. Raise `GoogleUnavailable`."""
    return await asked(http, "POST", token_uri, {"grant_type": "none"})


async def client_answers(http: ClientSession, token_uri: str, client: OAuthClient) -> Answered:
    """Bring a code that is none, under a client's name. Raise `GoogleUnavailable`."""
    form = {
        "grant_type": "authorization_code",
        "client_id": client.id,
        "client_secret": client.secret.get_secret_value(),
        "code": "none",
        "redirect_uri": "http://127.0.0.1/",
    }
    return await asked(http, "POST", token_uri, form)


async def grant_answers(http: ClientSession, token_uri: str, client: OAuthClient, grant: Grant) -> Answered:
    """Ask for an access token by a grant, as the worker does. Raise `GoogleUnavailable`."""
    form = {
        "grant_type": "refresh_token",
        "client_id": client.id,
        "client_secret": client.secret.get_secret_value(),
        "refresh_token": grant.granted.refresh_token.get_secret_value(),
    }
    return await asked(http, "POST", token_uri, form)


async def keys_answer(http: ClientSession, jwks_uri: str) -> Answered:
    """Ask for the keys of id tokens. Raise `GoogleUnavailable`."""
    return await asked(http, "GET", jwks_uri)


async def asked(http: ClientSession, method: str, url: str, form: dict[str, str] | None = None) -> Answered:
    try:
        async with http.request(method, url, data=form, allow_redirects=False) as response:
            date = response.headers.get("Date")
            return Answered(await read_answer(response), clock_of(date))
    except (TimeoutError, ClientError, OSError) as error:
        raise GoogleUnavailable(f"no connection to {url}: {type(error).__name__}") from None


def clock_of(date: str | None) -> datetime | None:
    """Return the instant of a `Date` header (RFC 9110); nonsense is None."""
    try:
        return parsedate_to_datetime(date or "").astimezone(UTC)
    except ValueError:
        return None
