"""Tokens that a client can neither read nor make up: page tokens and sync tokens are opaque [S13][S24]."""

import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import Fernet, InvalidToken


@dataclass(frozen=True, slots=True)
class Seal:
    """Each world has a key of its own, so tokens of another one, or from before a reset, are garbage."""

    _box: Fernet = field(default_factory=lambda: Fernet(Fernet.generate_key()), repr=False)

    def close(self, kind: str, content: Any) -> str:
        """Return a token; its age is part of the content, not of the seal."""
        return self._box.encrypt_at_time(json.dumps([kind, content]).encode(), 0).decode()

    def open(self, kind: str, token: str) -> Any:
        """Return what a token of this kind says, or None if it is none."""
        try:
            said, content = json.loads(self._box.decrypt(token.encode()))
        except InvalidToken:
            return None
        return content if said == kind else None
