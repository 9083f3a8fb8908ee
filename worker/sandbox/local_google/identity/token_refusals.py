"""Every "no" of the token and revocation endpoints.

Bodies are those that [S30], [S31] and the observations [O7], [O20] name; the descriptions are
for people, clients branch on status and `error`.
"""

from dataclasses import dataclass
from http import HTTPStatus

from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import TokenRefusal


@dataclass(eq=False)
class SubtypedRefusal(TokenRefusal):
    """An error with an `error_subtype`, as session control gives it [S31]."""

    subtype: str = ""

    def body(self) -> Json:
        return {**super().body(), "error_subtype": self.subtype}


def invalid_grant(description: str) -> TokenRefusal:
    return TokenRefusal(HTTPStatus.BAD_REQUEST, "invalid_grant", description)


def ended_token() -> TokenRefusal:
    """Say that a refresh token is unknown, revoked, or dead of one of the causes of [S31]."""
    return invalid_grant("Token has been expired or revoked.")  # [O20]


def reauthentication_needed() -> TokenRefusal:
    return SubtypedRefusal(
        HTTPStatus.BAD_REQUEST, "invalid_grant", "reauth related error (invalid_rapt)", "invalid_rapt"
    )


def restricted_by_admin() -> TokenRefusal:
    return TokenRefusal(
        HTTPStatus.BAD_REQUEST,
        "admin_policy_enforced",
        "An administrator restricts this service.",
    )


def invalid_client(description: str) -> TokenRefusal:
    return TokenRefusal(HTTPStatus.UNAUTHORIZED, "invalid_client", description)


def invalid_request(description: str) -> TokenRefusal:
    return TokenRefusal(HTTPStatus.BAD_REQUEST, "invalid_request", description)
