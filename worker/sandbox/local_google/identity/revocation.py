"""`POST /revoke`: an access or refresh token ends, and with it what hangs on it [S30].

An access token takes its refresh token with it. What combined authorisation joined ends
together; whether all else ends that the project was given is an assumption.
"""

from http import HTTPStatus

from worker.sandbox.local_google.identity.grants import Grant
from worker.sandbox.local_google.identity.refresh import is_alive
from worker.sandbox.local_google.identity.token_refusals import invalid_request
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import TokenRefusal
from worker.sandbox.local_google.world import World


def revoke(world: World, secret: str | None) -> Json:
    """End a token. Raise `TokenRefusal` with 400 if there is none such."""
    if not secret:
        raise invalid_request("Missing required parameter: token")
    access = world.tokens.find(secret, world.now())
    refresh_token = access.refresh_token if access else secret
    known = world.grants.refresh_tokens.get(refresh_token or "")
    if access is None and (known is None or not is_alive(world, known)):
        raise TokenRefusal(HTTPStatus.BAD_REQUEST, "invalid_token", "Token expired or revoked")
    world.tokens.forget(secret)
    grant = access.grant if access else None
    if known:
        grant = known.grant
        del world.grants.refresh_tokens[known.secret]
        world.tokens.forget_of(known.secret)
    if grant:
        _end_the_rest(world, grant)
    return {}


def end_consent(world: World, subject: str, project: str | None = None) -> None:
    """Take back what a person gave to a project, or to all: as on the page of their account [S31]."""
    world.grants.forget(subject, project)
    world.tokens.forget_grants(subject, project)


def _end_the_rest(world: World, grant: Grant) -> None:
    if grant.combined or world.assumptions.revocation_ends_the_project:
        end_consent(world, grant.subject, grant.project)
