"""`POST /token`: which grant is asked for, and by whom."""

from collections.abc import Mapping
from http import HTTPStatus

from worker.sandbox.local_google.identity.client_authentication import authenticated
from worker.sandbox.local_google.identity.code_exchange import exchange_code
from worker.sandbox.local_google.identity.refresh import refresh
from worker.sandbox.local_google.identity.token_grant import grant, unverified_subject
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import TokenRefusal
from worker.sandbox.local_google.world import World

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
CODE = "authorization_code"
REFRESH = "refresh_token"


def give_token(world: World, form: Mapping[str, str], authorization: str) -> Json:
    """Return the answer to a form; `authorization` is the header, for clients that use Basic."""
    grant_type = form.get("grant_type")
    if grant_type == JWT_BEARER:
        return grant(world, form.get("assertion", ""))
    if grant_type not in {CODE, REFRESH}:
        raise TokenRefusal(
            HTTPStatus.BAD_REQUEST, "unsupported_grant_type", f"Invalid grant_type: {grant_type}"
        )
    client = authenticated(world, form, authorization)
    return (exchange_code if grant_type == CODE else refresh)(world, form, client)


def claimed_subject(world: World, form: Mapping[str, str]) -> str | None:
    """Return whom a form speaks of, true or not: for the log and for faults."""
    if form.get("assertion"):
        return unverified_subject(form["assertion"])
    code = world.grants.codes.get(form.get("code", ""))
    token = world.grants.refresh_tokens.get(form.get("refresh_token", form.get("token", "")))
    known = code or token
    return known.grant.subject if known else None
