"""The question an application sends a browser with: `GET /o/oauth2/v2/auth` [S30].

What is wrong with the question is told to the person on a page and never to the application,
because its address cannot be trusted then.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.identity.scopes import KNOWN, SIGN_IN_NAMES
from worker.sandbox.local_google.world import World

PROMPTS = frozenset({"none", "consent", "select_account"})
CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
EMBEDDED_BROWSER = re.compile(r"; wv\)")
"""An Android web view: `disallowed_useragent` [S30]."""


@dataclass(eq=False)
class AuthorizationRefusal(Exception):
    """An error that the person sees [S30]."""

    status: int
    error: str
    text: str


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    client: OAuthClient
    redirect_uri: str
    scopes: tuple[str, ...]
    """In full, in the order they were asked for."""
    state: str | None
    offline: bool
    include_granted: bool
    prompt: frozenset[str]
    login_hint: str
    challenge: str | None
    challenge_method: str
    nonce: str | None


def bad_request(text: str) -> AuthorizationRefusal:
    return AuthorizationRefusal(HTTPStatus.BAD_REQUEST, "invalid_request", text)


def read_authorization(world: World, asked: Mapping[str, str], agent: str = "") -> AuthorizationRequest:
    """Check the parameters, or raise `AuthorizationRefusal`."""
    client = _client(world, asked)
    redirect_uri = _redirect_uri(world, client, asked)
    if EMBEDDED_BROWSER.search(agent):
        raise AuthorizationRefusal(
            HTTPStatus.FORBIDDEN, "disallowed_useragent", "Embedded browsers may not ask."
        )
    if asked.get("response_type") != "code":
        raise bad_request("response_type must be code.")
    challenge, method = _challenge(asked)
    return AuthorizationRequest(
        client=client,
        redirect_uri=redirect_uri,
        scopes=_scopes(asked),
        state=asked.get("state"),
        offline=_one_of(asked, "access_type", "online", "offline") == "offline",
        include_granted=_one_of(asked, "include_granted_scopes", "false", "true") == "true",
        prompt=_prompt(asked),
        login_hint=asked.get("login_hint", "").lower(),
        challenge=challenge,
        challenge_method=method,
        nonce=asked.get("nonce"),
    )


def _client(world: World, asked: Mapping[str, str]) -> OAuthClient:
    if not asked.get("client_id"):
        raise bad_request("Missing required parameter: client_id")
    client = world.grants.clients.get(asked["client_id"])
    if client is None:
        raise AuthorizationRefusal(
            HTTPStatus.UNAUTHORIZED, "invalid_client", "The OAuth client was not found."
        )
    if client.deleted:
        raise AuthorizationRefusal(HTTPStatus.UNAUTHORIZED, "deleted_client", "The OAuth client was deleted.")
    return client


def _redirect_uri(world: World, client: OAuthClient, asked: Mapping[str, str]) -> str:
    uri = asked.get("redirect_uri")
    if not uri:
        raise bad_request("Missing required parameter: redirect_uri")
    if uri.startswith("urn:"):
        raise bad_request("The out-of-band flow is gone.")  # [S30]
    if not client.redirects_to(uri, world.assumptions):
        raise AuthorizationRefusal(
            HTTPStatus.BAD_REQUEST, "redirect_uri_mismatch", f"Not registered for this client: {uri}"
        )
    return uri


def _scopes(asked: Mapping[str, str]) -> tuple[str, ...]:
    names = asked.get("scope", "").split()
    if not names:
        raise bad_request("Missing required parameter: scope")
    scopes = tuple(dict.fromkeys(SIGN_IN_NAMES.get(name, name) for name in names))
    unknown = set(scopes) - KNOWN
    if unknown:
        raise AuthorizationRefusal(
            HTTPStatus.BAD_REQUEST, "invalid_scope", f"Not known: {' '.join(sorted(unknown))}"
        )
    return scopes


def _one_of(asked: Mapping[str, str], name: str, usual: str, other: str) -> str:
    given = asked.get(name, usual)
    if given not in {usual, other}:
        raise bad_request(f"Invalid parameter value for {name}: {given}")
    return given


def _prompt(asked: Mapping[str, str]) -> frozenset[str]:
    prompt = frozenset(asked.get("prompt", "").split())
    if prompt - PROMPTS or ("none" in prompt and len(prompt) > 1):
        raise bad_request("Invalid parameter value for prompt.")
    return prompt


def _challenge(asked: Mapping[str, str]) -> tuple[str | None, str]:
    challenge, method = asked.get("code_challenge"), asked.get("code_challenge_method", "plain")
    if method not in {"S256", "plain"}:
        raise bad_request("code_challenge_method must be S256 or plain.")
    if challenge is None and "code_challenge_method" not in asked:
        return None, method
    if challenge is None or not CHALLENGE.fullmatch(challenge):  # the page names it so [S30]
        raise AuthorizationRefusal(
            HTTPStatus.BAD_REQUEST, "invalid_grant", "The code challenge is invalid or missing."
        )
    return challenge, method
