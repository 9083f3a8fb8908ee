"""`connect_account`: take a user's consent, and act for the user's Google account from then on.

The code and its verifier are worth a grant. They are kept from every repr; problems never quote
what was sent.
"""

from typing import Annotated, Final, Literal

from pydantic import Field, SecretStr, ValidationInfo

from worker.messages.commands.command import Command
from worker.messages.fields import VERIFIER, WITHOUT_BLANKS
from worker.messages.wire import ReadAs

NEVER_SHOWN: Final = {"format": "password", "writeOnly": True}


def _hidden(text: str, _info: ValidationInfo) -> SecretStr:
    return SecretStr(text)


_Code = Annotated[
    str, Field(min_length=1, max_length=2048, pattern=WITHOUT_BLANKS, json_schema_extra=NEVER_SHOWN)
]
_Verifier = Annotated[
    str, Field(min_length=43, max_length=128, pattern=VERIFIER, json_schema_extra=NEVER_SHOWN)
]


class ConnectAccount(Command):
    """Exchange the code of a consent for a grant, and tie the account to `user_id`."""

    type: Literal["connect_account"] = "connect_account"
    """The command's type."""
    code: Annotated[SecretStr, ReadAs(_Code, _hidden)]
    """The authorization code that Google sent to `redirect_uri`. Usable once, for some minutes."""
    code_verifier: Annotated[SecretStr, ReadAs(_Verifier, _hidden)]
    """The PKCE verifier (RFC 7636) whose challenge the consent began with: 43 to 128 characters."""
    redirect_uri: Annotated[str, Field(min_length=1, max_length=2048, pattern=WITHOUT_BLANKS)]
    """Where the consent led to, exactly as it was asked for."""
