"""The worker's own HTTP server: is it alive, is it ready, what does it measure; and Google's way in.

What is asked for is at hand, so an answer takes no waiting; a client that dawdles costs a socket and
nothing else. The server outlives the drain: a worker that is stopping says so, and takes
notifications up to the end. Without an address for Google there is no way in.
"""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from worker.errors import Misconfigured
from worker.http.webhook import PATH, Webhook

IDLE_SECONDS = 75.0
"""How long a connection may wait for its next request: longer than a scrape interval."""
SHUTDOWN_SECONDS = 2.0
LARGEST_REQUEST = 16 * 1024
LINGER_SECONDS = 2.0
"""How long the rest of a body is let come in that nobody reads."""

Check = Callable[[], tuple[bool, list[str]]]
"""Whether all is well, and if not, why not."""


@dataclass(frozen=True, slots=True)
class Probes:
    live: Check
    ready: Check


class OurOwn(logging.LoggerAdapter[logging.Logger]):
    """What aiohttp tells of us, and not of what came in that is no HTTP.

    It would be a stack trace each time, with what a stranger wrote, for as many as they send.
    """

    def log(self, level: int, msg: object, *args: object, exc_info: Any = None, **more: Any) -> None:
        if not isinstance(exc_info, HttpProcessingError):
            super().log(level, msg, *args, exc_info=exc_info, **more)


@asynccontextmanager
async def serving(
    host: str, port: int, probes: Probes, registry: CollectorRegistry, webhook: Webhook | None = None
) -> AsyncIterator[int]:
    """Serve while the block runs. Yield the port, which is a free one where `port` is 0.

    Raises `Misconfigured` if the address cannot be had.
    """
    runner = web.AppRunner(
        application(probes, registry, webhook),
        access_log=None,  # probes would drown every other line
        logger=OurOwn(logging.getLogger(__name__)),
        keepalive_timeout=IDLE_SECONDS,
        lingering_time=LINGER_SECONDS,
        shutdown_timeout=SHUTDOWN_SECONDS,
    )
    await runner.setup()
    try:
        await listen(runner, host, port)
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise Misconfigured(f"VAI_HTTP__HOST, VAI_HTTP__PORT: cannot listen there: {error}") from error


def application(
    probes: Probes, registry: CollectorRegistry, webhook: Webhook | None = None
) -> web.Application:
    async def livez(_request: web.Request) -> web.Response:
        return health(probes.live)

    async def readyz(_request: web.Request) -> web.Response:
        return health(probes.ready)

    async def metrics(request: web.Request) -> web.Response:
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(registry), headers={"Content-Type": content_type})

    app = web.Application(client_max_size=LARGEST_REQUEST)
    app.add_routes([web.get("/livez", livez), web.get("/readyz", readyz), web.get("/metrics", metrics)])
    if webhook is not None:
        app.router.add_post(PATH, webhook.answer)
    return app


def health(check: Check) -> web.Response:
    """200 with nothing to say, or 503 with the reasons."""
    ok, reasons = check()
    status = HTTPStatus.OK if ok else HTTPStatus.SERVICE_UNAVAILABLE
    body = orjson.dumps({"ok": ok, "reasons": reasons})
    return web.Response(status=status, body=body, content_type="application/json")
