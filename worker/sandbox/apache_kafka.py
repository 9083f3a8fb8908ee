"""Apache Kafka itself, without Docker: its jars from Maven Central, one node, on this machine.

The jars stay in a cache between runs. A download goes to a folder of its own and is
renamed when complete, so two processes may fill the cache at once and none sees half of it.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from worker.sandbox.broker import Broker, serves_kafka
from worker.sandbox.child_process import ChildProcess, running
from worker.sandbox.command import run
from worker.sandbox.loopback import LOOPBACK, free_port

KAFKA_VERSION = "4.3.1"
LOG4J_VERSION = "2.25.4"  # of the log4j-core that this Kafka brings along
NAME = f"Apache Kafka {KAFKA_VERSION}"
CLUSTER_ID = "dmFpLWNhbGVuZGFyLTAwMQ"  # any 16 bytes in base64; a random one may begin with "-" and fail

DOWNLOAD_WITHIN = timedelta(minutes=5)
FORMAT_WITHIN = timedelta(minutes=1)
START_WITHIN = timedelta(minutes=2)  # a restart on a killed broker's data takes 13 s when all is well

JAVA = ("java", "-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-Dorg.apache.logging.log4j.level=WARN")

# Without log4j-slf4j-impl Kafka logs nothing at all.
POM = f"""\
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>vai.calendar</groupId>
  <artifactId>sandbox-kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>{KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>{LOG4J_VERSION}</version>
    </dependency>
  </dependencies>
</project>
"""


def default_cache() -> Path:
    return Path.home() / ".cache" / "vai-calendar"


def is_possible() -> bool:
    """Say whether this machine has what it takes: Maven to fetch Kafka, Java to run it."""
    return shutil.which("mvn") is not None and shutil.which("java") is not None


@asynccontextmanager
async def apache_kafka(cache: Path | None = None, directory: Path | None = None) -> AsyncIterator[Broker]:
    """Run a broker on an empty folder, or on an earlier broker's; by default on a temporary one.

    Raises CommandFailed if Maven or the formatting failed, ChildProcessFailed if the broker
    did; the message quotes what they printed.
    """
    with tempfile.TemporaryDirectory(prefix="apache-kafka-") as temporary:
        home = directory or Path(temporary)
        jars = await jars_in(cache or default_cache())
        broker = broker_in(home, jars, free_port())
        await write_configuration(home, broker.port)
        await format_storage(home, jars)
        async with running(broker.process):
            yield broker


async def jars_in(cache: Path) -> Path:
    """Return the folder of Kafka's jars, downloading them if this cache has none yet."""
    jars = cache / f"kafka-{KAFKA_VERSION}-log4j-{LOG4J_VERSION}"
    if await asyncio.to_thread(jars.is_dir):
        return jars
    await asyncio.to_thread(cache.mkdir, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="download-", dir=cache) as temporary:
        download = Path(temporary)
        await download_jars(download)
        await asyncio.to_thread(rename_unless_there, download / "jars", jars)
    return jars


async def download_jars(directory: Path) -> None:
    pom = directory / "pom.xml"
    await asyncio.to_thread(pom.write_text, POM)
    command = ("mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies")
    await run(*command, f"-DoutputDirectory={directory / 'jars'}", within=DOWNLOAD_WITHIN)


def rename_unless_there(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError:
        if not target.is_dir():  # another process was faster: its jars are as good
            raise


def broker_in(directory: Path, jars: Path, port: int) -> Broker:
    command = (*JAVA, "-cp", f"{jars}/*", "kafka.Kafka", str(directory / "server.properties"))
    ready = partial(serves_kafka, port)
    process = ChildProcess(NAME, command, directory / "kafka.log", ready, start_within=START_WITHIN)
    return Broker(NAME, port, process)


async def write_configuration(directory: Path, port: int) -> None:
    text = server_properties(directory / "data", port, free_port())
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
