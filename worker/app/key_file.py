"""A service account's key file, as Google gives it out."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from worker.errors import Misconfigured


def key_file(path: Path) -> Mapping[str, Any]:
    """Read a service account's key. The error names the setting, and nothing of the content."""
    try:
        key = json.loads(path.read_bytes())
    except (OSError, ValueError):
        key = None
    if not isinstance(key, dict):
        raise Misconfigured(f"VAI_GOOGLE__SERVICE_ACCOUNT_FILE: {path} is no JSON key file")
    return key
