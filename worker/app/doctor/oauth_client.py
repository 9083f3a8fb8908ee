"""The OAuth client that users consent to: whether Google knows it, and the keys that id tokens come with."""

from http import HTTPStatus

from aiohttp import ClientSession

from worker.app.doctor.finding import Finding, not_checked, well, wrong
from worker.google.http_answer import HttpAnswer
from worker.google.inspection import client_answers, keys_answer
from worker.google.oauth_client import OAuthClient
from worker.settings.google import Google
from worker.settings.google_access import client_of

CLIENTS = "Google Cloud console, Google Auth Platform > Clients"
SETTINGS = "VAI_GOOGLE__CLIENT_ID and VAI_GOOGLE__CLIENT_SECRET"
STRANGERS = frozenset({"invalid_client", "unauthorized_client", "deleted_client", "disabled_client"})
"""Errors by which the token endpoint says that it knows no such client, or not this secret."""


async def client(http: ClientSession, google: Google) -> list[Finding]:
    """Bring Google a code that is none: what it says to that tells whether it knows who brings it."""
    ours = client_of(google)
    if ours is None:
        return [not_checked(f"{SETTINGS} are not set, so users cannot connect their own accounts", CLIENTS)]
    return [client_as(ours, (await client_answers(http, google.token_uri, ours)).answer)]


def client_as(ours: OAuthClient, answer: HttpAnswer) -> Finding:
    """Judge the client by the answer to a code that is none: only whoever is known hears that of it."""
    if answer.reason in STRANGERS:
        return wrong(
            f"Google does not know the client {ours.id} with this secret ({answer.reason})",
            f"{SETTINGS}: {CLIENTS}",
        )
    if answer.status != HTTPStatus.BAD_REQUEST or not answer.reason:
        return not_checked(f"Google does not say just now whether it knows the client {ours.id} ({answer})")
    return well(f"Google knows the client {ours.id}")


async def signing_keys(http: ClientSession, jwks_uri: str) -> list[Finding]:
    answer = (await keys_answer(http, jwks_uri)).answer
    if answer.status == HTTPStatus.OK and isinstance(answer.body, dict) and answer.body.get("keys"):
        return [well(f"keys of id tokens come from {jwks_uri}")]
    return [wrong(f"there are no keys of id tokens at {jwks_uri} ({answer.status})", "VAI_GOOGLE__JWKS_URI")]
