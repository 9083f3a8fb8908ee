"""Keeps foreign web pages away from the control API.

It asks for no secret: whoever reaches it may do everything. A program sends no `Origin`; a
browser always sends one with a form or a script's write, and the control API takes none of those.
Reading needs none, so programs name this machine by its address or a name without dots.
"""

import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

PREFIX = "/_control/"
ADDRESS = re.compile(r"[0-9.]+|\[.*\]")


def _is_foreign_name(host: str) -> bool:
    """Say whether a `Host` header has a name that a web page may have pointed here (DNS rebinding)."""
    name = host.rpartition(":")[0] or host
    return "." in name and not ADDRESS.fullmatch(name)


@web.middleware
async def refuse_browsers(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    if request.path.startswith(PREFIX) and ("Origin" in request.headers or _is_foreign_name(request.host)):
        return web.json_response({"error": "not for web pages"}, status=HTTPStatus.FORBIDDEN)
    return await handler(request)
