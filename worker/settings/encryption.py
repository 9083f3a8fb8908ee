"""The keys under which grants are kept, and how they are read again while the worker runs.

What stands in a variable stays as it is until a restart; what stands in a file is read again, so keys
that are to be rotated while the worker runs are mounted as a file. No message shows a key.
"""

import re
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BeforeValidator, Field, FilePath, SecretStr, model_validator
from pydantic_settings import NoDecode

from worker.errors import Misconfigured
from worker.settings.group import Group

KEYS: Final = "VAI_SECRETS__ENCRYPTION_KEYS"
KEYS_FILE: Final = f"{KEYS}_FILE"
KEY_BYTES: Final = 32


def separated(value: object) -> object:
    """Split keys at commas and line ends; leave a sequence, given in code, as it is."""
    return tuple(filter(None, re.split(r"[\s,]+", value))) if isinstance(value, str) else value


def checked(keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    for place, key in enumerate(keys, 1):
        if not is_fernet_key(key):
            raise ValueError(
                f"key {place} of {len(keys)} is no Fernet key: {KEY_BYTES} bytes in URL-safe base64, "
                "44 characters with the padding"
            )
    return keys


def is_fernet_key(key: SecretStr) -> bool:
    try:
        content = urlsafe_b64decode(key.get_secret_value().encode("ascii"))
    except (Error, ValueError):
        return False
    return len(content) == KEY_BYTES


FernetKeys = Annotated[tuple[SecretStr, ...], BeforeValidator(separated), AfterValidator(checked), NoDecode]


class Secrets(Group):
    encryption_keys: FernetKeys = Field(
        (),
        description="Fernet keys that grants are kept under, the newest first; "
        "without one nobody can connect.",
    )
    encryption_keys_file: FilePath | None = Field(
        None,
        description="A file with these keys instead, with commas or on a line each; "
        "it is read again when it changes, so keys can be rotated while the worker runs.",
    )

    @property
    def reader(self) -> Callable[[], tuple[SecretStr, ...]]:
        """Return what reads the keys as they are now. It raises `Misconfigured`."""
        path = self.encryption_keys_file
        return (lambda: keys_in(path)) if path else (lambda: self.encryption_keys)

    @property
    def are_there(self) -> bool:
        return bool(self.encryption_keys or self.encryption_keys_file)

    @model_validator(mode="after")
    def _stand_in_one_place(self) -> Self:
        if self.encryption_keys and self.encryption_keys_file:
            raise ValueError(f"{KEYS} and {KEYS_FILE} are both set: one must go")
        return self


def keys_in(path: Path) -> tuple[SecretStr, ...]:
    """Read a file of keys. Raise `Misconfigured`, without anything of its content."""
    try:
        found = tuple(SecretStr(key) for key in re.split(r"[\s,]+", path.read_text("utf-8")) if key)
        keys = checked(found)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise Misconfigured(f"{KEYS_FILE}: {path} cannot be read: {reason}") from None
    except ValueError as error:
        raise Misconfigured(f"{KEYS_FILE}: {path}: {error}") from None
    if not keys:
        raise Misconfigured(f"{KEYS_FILE}: {path} has no key")
    return keys
