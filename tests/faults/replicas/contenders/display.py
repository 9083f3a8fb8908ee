"""What the harness asks of every replica: is it ready, how busy is it, and which partitions are its own."""

from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from aiohttp import web

Places = Callable[[], Collection[tuple[str, int]]]


@dataclass(slots=True)
class Display:
    places: Places
    """The partitions that are ours at the moment."""
    busy: int = 0
    """Commands under way."""

    @contextmanager
    def working(self) -> Iterator[None]:
        self.busy += 1
        try:
            yield
        finally:
            self.busy -= 1

    @asynccontextmanager
    async def served(self, host: str, port: int) -> AsyncIterator[None]:
        application = web.Application()
        application.router.add_get("/readyz", self._ready)
        application.router.add_get("/metrics", self._metrics)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            yield
        finally:
            await runner.cleanup()

    async def _ready(self, _request: web.Request) -> web.Response:
        return web.Response(status=200 if self.places() else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        owned = [
            f'vai_watermark_gap{{topic="{topic}",partition="{number}"}} 0' for topic, number in self.places()
        ]
        return web.Response(text="\n".join([f"vai_slots_busy {self.busy}", *owned, ""]))
