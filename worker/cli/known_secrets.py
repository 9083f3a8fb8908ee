"""The secrets that the settings hold, so that no log line repeats one: `worker.logs` is told them.

A secret is told by its type. Of an address only the password is one, and of a key file each
line of the key, because an error may quote a part.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import BaseModel, SecretStr

from worker.errors import Misconfigured
from worker.settings.model import Settings


def secrets_of(settings: Settings) -> tuple[str, ...]:
    key = settings.google.service_account_file
    return (*held_by(settings), *(in_key_file(key) if key else ()), *encryption_keys(settings))


def encryption_keys(settings: Settings) -> Iterator[str]:
    """Yield the keys of grants. Whoever uses a file of them says what is wrong with it."""
    with suppress(Misconfigured):
        yield from (key.get_secret_value() for key in settings.secrets.reader())


def held_by(value: object) -> Iterator[str]:
    """Yield every secret in a model, at whatever depth."""
    if isinstance(value, SecretStr):
        yield from parts_of(value.get_secret_value())
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from held_by(getattr(value, name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from held_by(part)


def parts_of(secret: str) -> Iterator[str]:
    """Yield a secret, and if it is an address the passwords in it, which may stand in two places."""
    yield secret
    try:
        address = urlsplit(secret)
        written = address.password or ""
    except ValueError:  # no address, and no secret of an address
        return
    yield from (written, unquote(written))
    yield from (value for name, value in parse_qsl(address.query) if "password" in name)


def in_key_file(path: Path) -> Iterator[str]:
    """Yield the lines of a service account's key. Whoever uses the file says what is wrong with it."""
    try:
        key = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return
    text = key.get("private_key") if isinstance(key, dict) else None
    if isinstance(text, str):
        yield from (line for line in text.splitlines() if not line.startswith("-----"))
