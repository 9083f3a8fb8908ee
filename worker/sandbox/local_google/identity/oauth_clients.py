"""OAuth clients, as the Cloud console knows them.

A redirect URI must be one of the registered ones to the letter: scheme, case, trailing slash
[S30]. Only the loopback addresses of desktop clients may name any port.
"""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field

from worker.sandbox.local_google.assumptions import Assumptions

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
LARGEST_PORT = 65535


class OAuthClient(BaseModel, frozen=True, extra="forbid"):
    """An application that asks people for consent."""

    client_id: str
    client_secret: str = Field(repr=False)
    redirect_uris: tuple[str, ...] = ()
    kind: Literal["web", "desktop"] = "web"
    project: str = "vai-local"
    """Incremental authorisation joins what all clients of a project were given [S30][S33]."""
    name: str = "VAI"
    testing: bool = False
    """External and not published: refresh tokens live for seven days [S31]."""
    internal_to: str | None = None
    """The Workspace domain whose people alone may consent; others see `org_internal` [S30]."""
    admin_trusted: bool = False
    """Consent is all or nothing, and `restricted` accounts are open to it [S30][S31]."""
    deleted: bool = False

    def redirects_to(self, uri: str, assumptions: Assumptions) -> bool:
        """Say whether answers may be sent to an address."""
        return uri in self.redirect_uris or (self.kind == "desktop" and is_own_redirect(uri, assumptions))


def is_own_redirect(uri: str, assumptions: Assumptions) -> bool:
    """Say whether an address is a desktop client's own machine, on any port."""
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    free_path = assumptions.loopback_path_is_free or parts.path in {"", "/"}
    bare = not (parts.username or parts.password or parts.fragment)
    in_range = port is None or 0 < port <= LARGEST_PORT
    fits_header = uri.isprintable()  # `urlsplit` passes over line ends
    return parts.scheme == "http" and host in LOOPBACK and free_path and bare and in_range and fits_header
