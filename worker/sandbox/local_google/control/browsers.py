"""Keeps foreign web pages away from the control API.

It asks for no secret: whoever reaches it may do everything. A program sends no `Origin`; a
browser always sends one with a form or a script's write, and the control API takes none of those.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

PREFIX = "/_control/"


@web.middleware
async def refuse_browsers(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    if request.path.startswith(PREFIX) and "Origin" in request.headers:
        return web.json_response({"error": "not for web pages"}, status=HTTPStatus.FORBIDDEN)
    return await handler(request)
