"""What signals do to a real worker: one ends it in order, and nothing holds up a second one."""

import asyncio
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus

import orjson
import pytest
from aiohttp import ClientSession

from tests.support.agent import Agent
from tests.support.leaks import measured
from tests.support.patience import until
from tests.wire.meetings import new_person, question
from worker.app.signals import ENDED_AT_ONCE
from worker.http.webhook import PATH
from worker.sandbox.child_process import ChildProcess, running
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.loopback import LOOPBACK, free_port
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

WITHIN = 60
"""Seconds, on a machine that has a lot to do."""
LONG = timedelta(minutes=5)


async def is_busy(worker: ChildProcess) -> bool:
    ((_, metrics),) = await measured(worker)
    return b"vai_slots_busy 1.0" in metrics.splitlines()


async def test_a_second_signal_ends_a_worker_in_the_middle_of_a_command(stage: Stage) -> None:
    """One signal would let the command come to its end, and the exit code be 0; Google may post meanwhile."""
    user, port = await new_person(stage), free_port()
    webhook = {"VAI_HTTP__PORT": str(port), "VAI_HTTP__PUBLIC_URL": "https://vai.example/"}
    await stage.google.control.add_fault(Fault(path="freeBusy", stall=LONG, times=None))
    patient = {"VAI_GOOGLE__RETRY_BUDGET_SECONDS": "300", "VAI_WORKER__DRAIN_SECONDS": "300"}
    worker = stage.worker(**patient, **webhook)

    async with running(worker), Agent.on(stage) as agent:
        await agent.send(question(user))
        await until(lambda: is_busy(worker))
        worker._signal(signal.SIGTERM)
        await until(lambda: is_unready(worker))
        assert await status_of_a_notification(port) == HTTPStatus.NOT_FOUND  # it was looked at
        worker._signal(signal.SIGTERM)

        async with asyncio.timeout(WITHIN):
            assert await worker.ended() == ENDED_AT_ONCE


async def status_of_a_notification(port: int) -> int:
    """Post what claims to be from Google, and is not."""
    async with ClientSession() as session, session.post(f"http://{LOOPBACK}:{port}{PATH}") as answer:
        return answer.status


async def is_unready(worker: ChildProcess) -> bool:
    return not await worker.ready()


@asynccontextmanager
async def silent_broker(heard: asyncio.Event) -> AsyncIterator[str]:
    """Yield the address of a broker that takes connections and says nothing."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.set()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(listen, LOOPBACK, 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"{LOOPBACK}:{port}"


@asynccontextmanager
async def started(worker: ChildProcess) -> AsyncIterator[Process]:
    """Run a worker that need not become ready."""
    process = await asyncio.create_subprocess_exec(*worker.command, stderr=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_signal_during_the_start_is_heard(stage: Stage) -> None:
    """As the first process of a container it would otherwise miss it, and then begin to work."""
    heard = asyncio.Event()
    async with (
        silent_broker(heard) as address,
        started(stage.worker(VAI_KAFKA__BOOTSTRAP_SERVERS=address)) as process,
        asyncio.timeout(WITHIN),
    ):
        await heard.wait()
        process.send_signal(signal.SIGTERM)
        _, log = await process.communicate()

    assert process.returncode == ENDED_AT_ONCE
    assert b"stopped while starting" in log.splitlines()[-1]


async def test_a_worker_that_cannot_go_on_leaves_even_if_a_command_does_not_let_go(stage: Stage) -> None:
    worker = stage.worker("stuck", ("-m", "tests.support.stuck_worker"), VAI_WORKER__DRAIN_SECONDS="1")

    async with running(worker), Agent.on(stage) as agent:
        for name in ("ana", "bob"):
            await agent.send(question(await new_person(stage, name)))
        async with asyncio.timeout(WITHIN):
            assert await worker.ended() == ENDED_AT_ONCE

    last = orjson.loads(worker.last_lines().splitlines()[-1])
    assert last["event"] == "not stopped in time"
