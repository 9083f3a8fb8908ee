"""What the token endpoint answers for a grant, with exactly the documented fields [S30]."""

from worker.sandbox.local_google.identity.accounts import Caller
from worker.sandbox.local_google.identity.grants import Grant, remaining
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.world import World


def token_answer(world: World, grant: Grant, refresh_token: str | None) -> Json:
    """Return a new access token of a grant."""
    caller = Caller(grant.subject, grant.scopes, client_id=grant.client_id, project=grant.project)
    lifetime = remaining(grant, world.now(), world.behaviour.token_lifetime)
    secret = world.tokens.issue(caller, world.now() + lifetime, grant, refresh_token)
    return {
        "access_token": secret,
        "expires_in": int(lifetime.total_seconds()),
        "scope": " ".join(sorted(grant.scopes)),
        "token_type": "Bearer",
    }
