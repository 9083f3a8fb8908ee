"""The server as its own client: page and batches send real requests to it, over loopback.

So what they do passes the same gate as everybody's calls, with its rules, log, faults and quotas.
"""

from collections.abc import AsyncIterator
from ipaddress import ip_address

from aiohttp import ClientSession, web

from worker.sandbox.local_google.control.person import TIMEOUT

SESSION = web.AppKey("own_session", ClientSession)


async def own_session(application: web.Application) -> AsyncIterator[None]:
    """Keep a session while the server runs: a `cleanup_ctx` of its application."""
    async with ClientSession(timeout=TIMEOUT) as session:
        application[SESSION] = session
        yield


def own_url(request: web.Request) -> str:
    """Return the root of this server, with a trailing slash, as the request's connection reached it.

    The `Host` header would do as well, were it not for a sender who makes one up.
    """
    transport = request.transport
    if transport is None:
        raise ConnectionResetError("the client has gone")
    host, port = transport.get_extra_info("sockname")[:2]
    bracketed = f"[{host}]" if ip_address(host).version == 6 else host  # noqa: PLR2004 - IPv6
    return f"http://{bracketed}:{port}/"
