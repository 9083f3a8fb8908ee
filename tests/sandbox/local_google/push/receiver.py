"""A web hook on this machine that keeps what it was sent."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json

MOVED = 301


@dataclass(frozen=True, slots=True)
class Received:
    headers: dict[str, str]
    body: bytes

    @property
    def state(self) -> str:
        return self.headers["X-Goog-Resource-State"]

    @property
    def number(self) -> int:
        return int(self.headers["X-Goog-Message-Number"])


@dataclass(slots=True)
class Receiver:
    url: str = ""
    statuses: deque[int] = field(default_factory=deque)
    """Of the next answers; 204 once they are used up."""
    received: asyncio.Queue[Received] = field(default_factory=asyncio.Queue)
    silent: bool = False
    """Never answer."""

    @classmethod
    @asynccontextmanager
    async def start(cls) -> AsyncIterator[Self]:
        receiver = cls()
        application = web.Application()
        application.router.add_post("/hook", receiver.take)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
            yield receiver
        finally:
            await runner.cleanup()

    async def take(self, request: web.Request) -> web.Response:
        self.received.put_nowait(Received(dict(request.headers), await request.read()))
        if self.silent:
            await asyncio.Event().wait()
        status = self.statuses.popleft() if self.statuses else 204
        return web.Response(status=status, headers={"Location": self.url} if status == MOVED else {})

    async def next(self) -> Received:
        async with asyncio.timeout(5):
            return await self.received.get()

    @property
    def waiting(self) -> int:
        return self.received.qsize()


def channel(receiver: Receiver | None = None, **fields: object) -> Json:
    """Return the body of a `watch`."""
    address = receiver.url if receiver else "https://hook.example/"
    return {"id": "channel-1", "type": "web_hook", "address": address, **fields}


async def watch(person: Person, body: Json, calendar_id: str = "primary", **params: str) -> Json:
    return await person.send("POST", f"calendars/{calendar_id}/events/watch", body, params)


async def stop(person: Person, opened: Json) -> None:
    body = {"id": opened["id"], "resourceId": opened["resourceId"]}
    await person.send("POST", "channels/stop", body, {})
