"""What a look at one part brought out, in words for whoever runs the worker.

A finding that is not well says what is wrong in one sentence, and which command, setting or
page mends it. No finding holds a secret.
"""

import shlex
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It works, and something will or may go wrong."""
    WRONG = "wrong"
    """Commands fail because of it, now."""
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Finding:
    verdict: Verdict
    says: str
    mend: str | None = None
    """The command, setting or page that helps."""


def well(says: str) -> Finding:
    return Finding(Verdict.OK, says)


def warning(says: str, mend: str) -> Finding:
    return Finding(Verdict.WARNING, says, mend)


def wrong(says: str, mend: str) -> Finding:
    return Finding(Verdict.WRONG, says, mend)


def connecting(user_id: str) -> str:
    """Return the command that connects a user. Agents choose the names of users, and a shell reads them."""
    return f"`vai-calendar account connect --user {shlex.quote(user_id)}`"


def not_checked(why: str, mend: str | None = None) -> Finding:
    return Finding(Verdict.NOT_CHECKED, why, mend)
