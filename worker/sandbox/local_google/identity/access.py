"""Who may see or change a calendar.

The strongest rule that matches a caller wins, as in Google: a rule `none` for a person
takes nothing away that their domain or everybody has. A calendar that a caller has no
access to cannot be told from one that does not exist [S11].
"""

from collections.abc import Mapping
from enum import StrEnum

EVERYBODY = "default"
CONSUMER_DOMAINS = frozenset({"gmail.com", "googlemail.com"})
"""Domains of private accounts: they have no colleagues and cannot be impersonated [14]."""


class Role(StrEnum):
    """Access to a calendar, weakest first [S23]."""

    NONE = "none"
    FREE_BUSY_READER = "freeBusyReader"
    READER = "reader"
    WRITER_WITHOUT_PRIVATE_ACCESS = "writerWithoutPrivateAccess"
    WRITER = "writer"
    OWNER = "owner"

    def at_least(self, other: "Role") -> bool:
        return STRENGTH[self] >= STRENGTH[other]


STRENGTH = {role: strength for strength, role in enumerate(Role)}


def domain_of(email: str) -> str:
    return email.rpartition("@")[2]


def role_for(email: str, rules: Mapping[str, Role]) -> Role:
    """Return the strongest of the rules for a person, their `@domain`, and everybody."""
    scopes = (email, f"@{domain_of(email)}", EVERYBODY)
    return max((rules.get(scope, Role.NONE) for scope in scopes), key=STRENGTH.__getitem__)


def first_rules(owner: str, *, colleagues_see_busy: bool) -> dict[str, Role]:
    """Return the rules of a new calendar; in Workspace, colleagues see when a primary one is busy."""
    rules = {owner: Role.OWNER}
    if colleagues_see_busy:
        rules[f"@{domain_of(owner)}"] = Role.FREE_BUSY_READER
    return rules
