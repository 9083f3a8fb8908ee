"""Where a browser comes back to from a consent: this machine, for as long as somebody waits here.

Only what brings the right state back is an answer, and only the first one. Anybody on this machine,
and any web page, may send something else: it is told so, and the wait goes on.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from worker.cli.redirect_page import ALLOWED, NOT_ALLOWED, NOT_ASKED, page
from worker.errors import Misconfigured

HOST = "127.0.0.1"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address holds the code
}

Query = Mapping[str, str]


@dataclass(slots=True)
class Redirect:
    """The end of a consent. Until something is expected, nothing is an answer."""

    port: int = 0
    is_expected: Callable[[Query], bool] = lambda _: False
    _answer: "asyncio.Future[Query]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def uri(self) -> str:
        return f"http://{HOST}:{self.port}/"

    async def answer(self) -> Query:
        """Wait for what the browser brings: `code`, or `error`."""
        return await self._answer

    async def take(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        if not self.is_expected(query) or not query.keys() & {"code", "error"}:
            return shown(NOT_ASKED, HTTPStatus.BAD_REQUEST)
        if not self._answer.done():
            self._answer.set_result(query)
        return shown(ALLOWED if "code" in query else NOT_ALLOWED)


def shown(texts: Mapping[str, str], status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(text=page(texts), status=status, content_type="text/html", headers=HEADERS)


@asynccontextmanager
async def listening(port: int) -> AsyncIterator[Redirect]:
    """Listen on this machine alone; port 0 is any free one. Raise `Misconfigured` if it cannot be had."""
    redirect = Redirect()
    application = web.Application()
    application.router.add_get("/", redirect.take, allow_head=False)
    runner = web.AppRunner(application, access_log=None)  # its lines would hold the code
    await runner.setup()
    try:
        await listen(runner, port)
        redirect.port = runner.addresses[0][1]
        yield redirect
    finally:
        await runner.cleanup()


async def listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, HOST, port).start()
    except (OSError, OverflowError) as error:
        raise Misconfigured(f"--port {port}: cannot listen there: {error}") from error
