"""Our own HTTP server: whether its port is free, or one of us listens there already."""

import asyncio
from contextlib import closing
from http import HTTPStatus

from aiohttp import ClientError, ClientSession

from worker.app.doctor.finding import Finding, well, wrong
from worker.settings.model import Http

LOOPBACK = "127.0.0.1"
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  (compared with, not listened on)


async def port(session: ClientSession, http: Http) -> list[Finding]:
    if http.port == 0:
        return [well("any free port")]
    try:
        with closing(await asyncio.start_server(refuse, http.host, http.port)):
            return [well(f"port {http.port} is free")]
    except OSError as error:
        if await is_ours(session, http):
            return [well(f"a worker listens on port {http.port} already")]
        return [
            wrong(
                f"nothing can listen on {http.host} port {http.port}: {error.strerror or 'in use'}",
                "another VAI_HTTP__PORT, or 0 for any free one",
            )
        ]


async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def is_ours(session: ClientSession, http: Http) -> bool:
    host = LOOPBACK if http.host in EVERYWHERE else http.host
    try:
        async with session.get(f"http://{host}:{http.port}/livez", allow_redirects=False) as response:
            body = await response.json()
    except (ClientError, TimeoutError, OSError, ValueError):
        return False
    answered = response.status in {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}
    return answered and isinstance(body, dict) and "reasons" in body
