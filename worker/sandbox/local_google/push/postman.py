"""Delivers notices, and owns every delivery: they end with the server [S9].

Only addresses on loopback are ever posted to, whatever a channel says: a local Google tells
nobody outside this machine. No certificate there is publicly trusted, so none is checked.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from worker.sandbox.local_google.push.channel import Notice
from worker.sandbox.local_google.push.loopback import is_loopback
from worker.sandbox.local_google.wire.gate import Gate
from worker.sandbox.local_google.world import World

ATTEMPT = ClientTimeout(total=5)
MOST_UNDER_WAY = 500
"""More at once are dropped: Google promises nobody every notice [S9]."""
SYNC_WAIT_SECONDS = 1.0
RETRIED = frozenset({500, 502, 503, 504})
USER_AGENT = "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)"


@dataclass(slots=True)
class Postman:
    gate: Gate
    _session: ClientSession | None = None
    _tasks: asyncio.TaskGroup | None = None
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def work(self, _: web.Application) -> AsyncIterator[None]:
        """Deliver while the server runs: a `cleanup_ctx` of its application."""
        headers = {"User-Agent": USER_AGENT}
        async with (
            ClientSession(timeout=ATTEMPT, headers=headers, skip_auto_headers={"Content-Type"}) as session,
            asyncio.TaskGroup() as tasks,
        ):
            self._session, self._tasks = session, tasks
            yield
            self._tasks = None
            for task in self._under_way:
                task.cancel()

    @web.middleware
    async def after_each(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Send out what a request changed; the first message of a channel may outrun its answer [S9]."""
        response = await handler(request)
        first = self.send(self.gate.world)
        if first and self.gate.world.behaviour.push_sync_before_answer:
            await asyncio.wait(first, timeout=SYNC_WAIT_SECONDS)
        return response

    def send(self, world: World) -> list[asyncio.Task[None]]:
        """Start the deliveries that are due. Return those of first messages."""
        world.channels.tell(world.changes.take(), world.now())
        notices = world.channels.take()
        return [task for one in notices if (task := self._start(world, one)) and one.state == "sync"]

    def _start(self, world: World, notice: Notice) -> asyncio.Task[None] | None:
        if self._tasks is None or len(self._under_way) >= MOST_UNDER_WAY:
            world.channels.report(notice, 0, "dropped")
            return None
        task = self._tasks.create_task(self._deliver(world, notice))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _deliver(self, world: World, notice: Notice) -> None:
        """Post a notice; wait ever longer between attempts while the receiver says "later" [S9]."""
        await asyncio.sleep(notice.delay_seconds)
        async with notice.channel.turn:
            again = await self._attempt(world, notice, 1)
        for attempt in range(2, world.assumptions.push_attempts + 1):
            if not again:
                return
            await asyncio.sleep(wait_before(attempt, world.behaviour.push_retry_wait).total_seconds())
            again = await self._attempt(world, notice, attempt)

    async def _attempt(self, world: World, notice: Notice, number: int) -> bool:
        """Post once. Return whether it is worth another attempt."""
        if self.gate.world is not world or not notice.channel.is_open(world.now()):
            return False
        status = await self._post(notice)
        world.channels.report(notice, number, str(status) if isinstance(status, int) else status)
        return status in RETRIED or (status == "no answer" and world.assumptions.push_retries_no_answer)

    async def _post(self, notice: Notice) -> int | str:
        """Return the status of the answer, or why there is none."""
        address = notice.channel.address
        if self._session is None or not is_loopback(address):
            return "not on loopback"
        try:
            async with self._session.post(
                address, headers=notice.headers(), allow_redirects=False, ssl=False
            ) as answer:
                return answer.status
        except (ClientError, TimeoutError, OSError, ValueError):  # the last: what cannot be sent at all
            return "no answer"


def wait_before(attempt: int, first: timedelta) -> timedelta:
    """Return how long to wait before an attempt, of which 2 is the first repeated one: ever twice as long."""
    return first * (1 << (attempt - 2))
