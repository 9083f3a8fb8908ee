"""Kafka in a container. Untried where this was written, for want of a Docker engine.

The libraries are not imported before a container is really wanted, and the question whether
an engine answers is asked by a process of its own: a failed try leaves open sockets behind.
"""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

ANSWER_WITHIN_SECONDS = 30


def engine_answers() -> bool:
    ask = (sys.executable, "-W", "ignore", "-c", "import docker; docker.from_env(timeout=5).ping()")
    try:
        return (
            subprocess.run(ask, capture_output=True, check=False, timeout=ANSWER_WITHIN_SECONDS).returncode
            == 0
        )
    except subprocess.TimeoutExpired:
        return False


@asynccontextmanager
async def kafka_container() -> AsyncIterator[str]:
    """Run a broker in a container; gives its bootstrap servers."""
    from testcontainers.community.kafka import KafkaContainer  # noqa: PLC0415  (see the module's docstring)

    container = KafkaContainer().with_kraft()
    await asyncio.to_thread(container.start)
    try:
        yield container.get_bootstrap_server()
    finally:
        await asyncio.to_thread(container.stop)
