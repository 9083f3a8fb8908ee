"""The key file of a service account, as Google hands it out."""

import asyncio
import uuid

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from worker.sandbox.local_google.json_types import Json

GOOGLE_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, not a secret
"""Where Google gives tokens, and the audience of an assertion wherever it is sent [S35]."""
KEY_BITS = 2048


async def new_service_account(
    project_id: str = "vai-local", name: str = "vai-calendar", *, token_uri: str = GOOGLE_TOKEN_URI
) -> Json:
    """Make a key file. RSA keys take a while to find, so that is done in a thread."""
    private_key = await asyncio.to_thread(_new_private_key)
    return {
        "type": "service_account",
        "project_id": project_id,
        "private_key_id": uuid.uuid4().hex,
        "private_key": private_key,
        "client_email": f"{name}@{project_id}.iam.gserviceaccount.com",
        "client_id": str(uuid.uuid4().int)[:21],
        "token_uri": token_uri,
    }


def public_key_of(private_key: str) -> str:
    """Return the public half of a PEM private key, as PEM."""
    key = serialization.load_pem_private_key(private_key.encode(), password=None)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return public.decode()


def _new_private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return encoded.decode()
