"""The parts around the worker, started side by side and ended side by side.

Each is held open by a task of its own: a context manager must be left by the task that
entered it, and none waits for another.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

from worker.sandbox.local_google.server import LocalGoogle
from worker.sandbox.postgres import postgres
from worker.sandbox.stage import Stage
from worker.sandbox.tansu import tansu

DATABASE = "vai_calendar"
PARTITIONS = 3

T = TypeVar("T")


@asynccontextmanager
async def embedded(directory: Path) -> AsyncIterator[Stage]:
    """Run broker, database and local Google, with topics and a service account, for a block."""
    over = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        broker = opened(tasks, tansu(), over)
        url = opened(tasks, database(), over)
        google = opened(tasks, LocalGoogle.start(), over)
        stage = Stage(
            (await broker).bootstrap_servers, await url, await google, directory, partitions=PARTITIONS
        )
        await stage.prepare()
        try:
            yield stage
        finally:
            over.set()


def opened(
    tasks: asyncio.TaskGroup, part: AbstractAsyncContextManager[T], over: asyncio.Event
) -> asyncio.Future[T]:
    """Enter a part in a task of its own, which leaves it when all is over."""
    value: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    async def hold() -> None:
        async with part as entered:
            value.set_result(entered)
            await over.wait()

    tasks.create_task(hold())
    return value


@asynccontextmanager
async def database() -> AsyncIterator[str]:
    """Run a server, and give the address of an empty database on it."""
    async with postgres() as server:
        yield await server.create_database(DATABASE)
