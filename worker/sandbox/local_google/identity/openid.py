"""The two public documents of OpenID Connect: configuration and keys [S32]."""

from worker.sandbox.local_google.wire.call import Reply
from worker.sandbox.local_google.world import World

ISSUER = "https://accounts.google.com"
KEYS_MAX_AGE_SECONDS = 3600


def configuration(root: str) -> Reply:
    """Return the discovery document: Google's issuer, and this server's endpoints."""
    return Reply(
        {
            "issuer": ISSUER,
            "authorization_endpoint": f"{root}/o/oauth2/v2/auth",
            "token_endpoint": f"{root}/token",
            "revocation_endpoint": f"{root}/revoke",
            "jwks_uri": f"{root}/oauth2/v3/certs",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email", "profile"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "claims_supported": ["aud", "email", "email_verified", "exp", "hd", "iat", "iss", "sub"],
            "code_challenge_methods_supported": ["plain", "S256"],
            "grant_types_supported": [
                "authorization_code",
                "refresh_token",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
            ],
        },
        headers=_kept_for(KEYS_MAX_AGE_SECONDS),
    )


def published_keys(world: World) -> Reply:
    """Return the key set; a client keeps it for as long as `Cache-Control` says [S32]."""
    return Reply({"keys": world.signing.published()}, headers=_kept_for(KEYS_MAX_AGE_SECONDS))


def _kept_for(seconds: int) -> dict[str, str]:
    return {"Cache-Control": f"public, max-age={seconds}, must-revalidate, no-transform"}
