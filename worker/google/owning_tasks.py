"""An owner of tasks whose failures are told elsewhere, for as long as a block lasts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def owning_tasks() -> AsyncIterator[asyncio.TaskGroup]:
    """Own tasks that raise nothing. What ends the block leaves it as it is, in no group."""
    ended_by: BaseException | None = None
    async with asyncio.TaskGroup() as tasks:
        try:
            yield tasks
        except BaseException as error:  # noqa: BLE001  (raised again below)
            ended_by = error
    if ended_by is not None:
        raise ended_by
