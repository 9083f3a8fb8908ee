"""Who may use the page: a browser on this machine, sent by the page itself.

The page edits calendars without asking who is there. A foreign page must not do so through the
visitor's browser: a form of its own lacks the token, and a name of its own that it lets point
to this machine (DNS rebinding) is not a loopback name.
"""

import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address

from aiohttp import web

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""The one stylesheet is inline; there is no script, and nothing comes from elsewhere."""


@dataclass(frozen=True, slots=True)
class PageGuard:
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    """Is in every form; made anew by each server."""

    def check_visitor(self, request: web.Request) -> None:
        """Raise 403 unless the browser is on this machine and asked for it by a name of this machine."""
        if not (is_this_machine(request.remote) and is_local_name(request.headers.get("Host", ""))):
            raise web.HTTPForbidden(text="This page is for browsers on its own machine, at a loopback name.")

    def check_sender(self, request: web.Request, token: str) -> None:
        """Raise 403 unless a form was sent by this server's own page."""
        origin = request.headers.get("Origin")
        foreign = origin is not None and origin != f"http://{request.headers.get('Host')}"
        if foreign or not secrets.compare_digest(token.encode(), self.token.encode()):
            raise web.HTTPForbidden(
                text="This form is not from here, or the server was started again: reload."
            )


def is_this_machine(address: str | None) -> bool:
    return address is not None and ip_address(address.partition("%")[0]).is_loopback


def is_local_name(host: str) -> bool:
    """Say whether a `Host` header, with or without port, names this machine."""
    name, _, port = host.rpartition(":")
    bare = name if port.isdigit() and name else host
    return bare.lower() in LOCAL_NAMES
