"""Apache Kafka itself, without Docker: one node that is broker and controller, on this machine.

Its data outlives it: a killed broker starts again on the same address with what it had.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from worker.sandbox.broker import Broker, serves_kafka
from worker.sandbox.child_process import ChildProcess, running
from worker.sandbox.command import run
from worker.sandbox.kafka_jars import KAFKA_VERSION, default_cache, jars_in
from worker.sandbox.loopback import LOOPBACK, free_port

NAME = f"Apache Kafka {KAFKA_VERSION}"
CLUSTER_ID = "dmFpLWNhbGVuZGFyLTAwMQ"  # any 16 bytes in base64; a random one may begin with "-" and fail

FORMAT_WITHIN = timedelta(minutes=1)
START_WITHIN = timedelta(minutes=2)  # a restart on a killed broker's data takes 13 s when all is well

JAVA = ("java", "-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-Dorg.apache.logging.log4j.level=WARN")


@dataclass(frozen=True, slots=True)
class Listener:
    """A second way to reach a broker, under a security protocol of Kafka's."""

    protocol: str
    """`SASL_SSL`, for instance."""
    port: int
    settings: Mapping[str, str]
    """What the listener needs, as `ssl.keystore.key`."""

    @property
    def bootstrap_servers(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    def properties(self, plain: str) -> str:
        """Return the lines that add this listener to a configuration; of two lines the later counts."""
        known = dict(line.split("=", 1) for line in plain.splitlines())
        here = f"GUARDED://{self.bootstrap_servers}"
        lines = {
            "listeners": f"{known['listeners']},{here}",
            "advertised.listeners": f"{known['advertised.listeners']},{here}",
            "listener.security.protocol.map": (
                f"{known['listener.security.protocol.map']},GUARDED:{self.protocol}"
            ),
            **{f"listener.name.guarded.{name}": value for name, value in self.settings.items()},
        }
        return "".join(f"{name}={value}\n" for name, value in lines.items())


@asynccontextmanager
async def apache_kafka(
    cache: Path | None = None, directory: Path | None = None, *, listener: Listener | None = None
) -> AsyncIterator[Broker]:
    """Run a broker on an empty folder, or on an earlier broker's; by default on a temporary one.

    With a `listener` it can be reached in a second way, beside the plain one.

    Raises CommandFailed if Maven or the formatting failed, ChildProcessFailed if the broker
    did; the message quotes what they printed.
    """
    with tempfile.TemporaryDirectory(prefix="apache-kafka-") as temporary:
        home = directory or Path(temporary)
        jars = await jars_in(cache or default_cache())
        broker = broker_in(home, jars, free_port())
        await write_configuration(home, broker.port, listener)
        await format_storage(home, jars)
        async with running(broker.process):
            yield broker


def broker_in(directory: Path, jars: Path, port: int) -> Broker:
    command = (*JAVA, "-cp", f"{jars}/*", "kafka.Kafka", str(directory / "server.properties"))
    ready = partial(serves_kafka, port)
    process = ChildProcess(NAME, command, directory / "kafka.log", ready, start_within=START_WITHIN)
    return Broker(NAME, port, process)


async def write_configuration(directory: Path, port: int, listener: Listener | None) -> None:
    text = server_properties(directory / "data", port, free_port())
    if listener is not None:
        text += listener.properties(text)
    await asyncio.to_thread((directory / "server.properties").write_text, text)


async def format_storage(directory: Path, jars: Path) -> None:
    """Give the data folder its identity, unless an earlier run did."""
    if await asyncio.to_thread((directory / "data" / "meta.properties").exists):
        return
    command = (*JAVA, "-cp", f"{jars}/*", "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID)
    await run(*command, "-c", str(directory / "server.properties"), within=FORMAT_WITHIN)


def server_properties(data: Path, port: int, controller_port: int) -> str:
    return f"""\
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller_port}
advertised.listeners=PLAINTEXT://{LOOPBACK}:{port}
controller.listener.names=CONTROLLER
controller.quorum.voters=1@{LOOPBACK}:{controller_port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
"""
