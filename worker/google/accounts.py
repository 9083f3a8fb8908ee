"""`worker.ports.calendar.Accounts`: who acts for a VAI user without a grant.

Under delegation a user's id may be the address itself, if the allow-list names it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase

from worker.codes import Code
from worker.domain.account import Account
from worker.errors import Refused

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class DelegatedAccounts:
    allowed: tuple[str, ...]
    """Lower-case addresses, `@domain`, or shell-style patterns; empty allows nobody."""
    can_delegate: bool
    """Whether there is a service account at all."""

    async def account(self, user_id: str) -> Account:
        address = user_id.lower()
        if not (self.can_delegate and ADDRESS.fullmatch(address)):
            raise Refused(
                Code.ACCOUNT_NOT_CONNECTED, "no grant for this user, and no address to delegate for"
            )
        if not any(matches(address, pattern) for pattern in self.allowed):
            raise Refused(Code.ACCOUNT_NOT_ALLOWED, "delegation is not allowed for this address")
        return Account(user_id, address)


def allow_list(patterns: Collection[str]) -> tuple[str, ...]:
    return tuple(pattern.strip().lower() for pattern in patterns if pattern.strip())


def matches(address: str, pattern: str) -> bool:
    return fnmatchcase(address, f"*{pattern}" if pattern.startswith("@") else pattern)
