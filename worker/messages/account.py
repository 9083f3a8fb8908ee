"""Whose record this is, told at a glance and before it is parsed, so that accounts can take turns.

Nothing but fairness hangs on it: what makes no sense is as good as nothing, and a decoy deeper
in the body gives its sender no more than naming another user openly would.
"""

import re
from typing import Final

GLANCE: Final = 2048
"""Bytes that are looked at: a microsecond as a rule, and some tens of them at the worst."""

Account = bytes | None
"""A user's id as it was sent, else the record's key; None for records that have neither."""

_USER: Final = re.compile(rb'"user(?:_id|Id)"\s{0,8}:\s{0,8}"([^"\\]{1,256})"')


def account_of(key: bytes | None, value: bytes | None) -> Account:
    """Never raise: a partition must not stop at any bytes."""
    found = _USER.search(value, 0, GLANCE) if value else None
    return found[1] if found else key
