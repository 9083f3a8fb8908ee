"""Apache Kafka itself, without Docker: nodes that are broker and controller, on this machine.

Their data outlives them: a killed broker starts again on the same address with what it had.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from worker.sandbox.broker import Broker, serves_kafka
from worker.sandbox.child_process import ChildProcess, running
from worker.sandbox.command import run
from worker.sandbox.kafka_jars import KAFKA_VERSION, default_cache, jars_in
from worker.sandbox.loopback import LOOPBACK, lasting_port

NAME = f"Apache Kafka {KAFKA_VERSION}"
CLUSTER_ID = "dmFpLWNhbGVuZGFyLTAwMQ"  # any 16 bytes in base64; a random one may begin with "-" and fail

FORMAT_WITHIN = timedelta(minutes=1)
START_WITHIN = timedelta(minutes=4)  # a restart on a killed broker's data takes 13 s when all is well

HEAP_MEGABYTES = 512
HEAP_MEGABYTES_IN_A_CLUSTER = 384

ENOUGH_COPIES = 2
"""In a cluster: with so many of them a record outlives the loss of a broker."""


@dataclass(frozen=True, slots=True)
class Node:
    """One member of a cluster, or the only one."""

    number: int
    directory: Path
    port: int = field(default_factory=lasting_port)
    controller_port: int = field(default_factory=lasting_port)

    @property
    def configuration(self) -> Path:
        return self.directory / "server.properties"

    @property
    def voter(self) -> str:
        return f"{self.number}@{LOOPBACK}:{self.controller_port}"


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
        node = Node(1, directory or Path(temporary))
        broker = await prepared(node, (node,), await jars_in(cache or default_cache()), listener)
        async with running(broker.process):
            yield broker


@asynccontextmanager
async def apache_kafka_cluster(
    count: int = 3, cache: Path | None = None
) -> AsyncIterator[tuple[Broker, ...]]:
    """Run brokers that hold copies of each other's records, in the order of their numbers, from 1 on.

    Any one of at least three can go: what it led the others lead on. Raises as `apache_kafka` does.
    """
    with tempfile.TemporaryDirectory(prefix="apache-kafka-") as temporary:
        jars = await jars_in(cache or default_cache())
        nodes = [Node(number, Path(temporary) / f"{number}") for number in range(1, count + 1)]
        for node in nodes:
            await asyncio.to_thread(node.directory.mkdir)
        brokers = [await prepared(node, nodes, jars) for node in nodes]
        try:
            async with asyncio.TaskGroup() as tasks:
                for broker in brokers:
                    tasks.create_task(broker.start())  # none is ready before most are there
            yield tuple(brokers)
        finally:
            await asyncio.gather(*(broker.stop() for broker in brokers))


async def prepared(
    node: Node, cluster: Sequence[Node], jars: Path, listener: Listener | None = None
) -> Broker:
    """Write what a broker needs to find, and return it; it is not started."""
    text = server_properties(node, cluster)
    if listener is not None:
        text += listener.properties(text)
    await asyncio.to_thread(node.configuration.write_text, text)
    await format_storage(node, jars)
    return broker_of(node, cluster, jars)


def broker_of(node: Node, cluster: Sequence[Node], jars: Path) -> Broker:
    heap = HEAP_MEGABYTES if len(cluster) == 1 else HEAP_MEGABYTES_IN_A_CLUSTER
    command = (*java(jars, heap), "kafka.Kafka", str(node.configuration))
    process = ChildProcess(
        NAME if len(cluster) == 1 else f"{NAME}, broker {node.number}",
        command,
        node.directory / "kafka.log",
        ready=partial(serves_kafka, node.port, len(cluster)),
        start_within=START_WITHIN,
    )
    return Broker(process.name, node.port, process)


def java(jars: Path, heap_megabytes: int) -> tuple[str, ...]:
    memory = ("-Xms256m", f"-Xmx{heap_megabytes}m", "-XX:+UseSerialGC")
    return ("java", *memory, "-Dorg.apache.logging.log4j.level=WARN", "-cp", f"{jars}/*")


async def format_storage(node: Node, jars: Path) -> None:
    """Give the data folder its identity, unless an earlier run did."""
    if await asyncio.to_thread((node.directory / "data" / "meta.properties").exists):
        return
    command = (*java(jars, HEAP_MEGABYTES), "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID)
    await run(*command, "-c", str(node.configuration), within=FORMAT_WITHIN)


def server_properties(node: Node, cluster: Sequence[Node]) -> str:
    copies = min(3, len(cluster))
    enough = min(ENOUGH_COPIES, copies)
    return f"""\
process.roles=broker,controller
node.id={node.number}
listeners=PLAINTEXT://{LOOPBACK}:{node.port},CONTROLLER://{LOOPBACK}:{node.controller_port}
advertised.listeners=PLAINTEXT://{LOOPBACK}:{node.port}
controller.listener.names=CONTROLLER
controller.quorum.voters={",".join(each.voter for each in cluster)}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={node.directory / "data"}
offsets.topic.replication.factor={copies}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr={enough}
min.insync.replicas={enough}
broker.session.timeout.ms=6000
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
"""
