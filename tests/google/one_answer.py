"""A server that says the same to everybody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import hdrs, web

from worker.google.oauth_client import Endpoints


@asynccontextmanager
async def answering(
    body: bytes, *, status: int = 200, location: str = "", ports: set[Any] | None = None
) -> AsyncIterator[str]:
    """Run the server; `ports` collects from which addresses it was asked."""

    async def answer(request: web.Request) -> web.Response:
        assert request.transport
        if ports is not None:
            ports.add(request.transport.get_extra_info("peername"))
        headers = {hdrs.LOCATION: location} if location else {}
        return web.Response(body=body, status=status, headers=headers, content_type="application/json")

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


def tokens_at(uri: str) -> Endpoints:
    """Return endpoints of which only that for tokens is there."""
    return Endpoints(uri, revoke_uri="", jwks_uri="", issuer="")
