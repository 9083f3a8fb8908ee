"""The jars of Apache Kafka, from Maven Central, kept in a cache between runs.

A download goes to a folder of its own and is renamed when complete, so two processes may
fill the cache at once and none ever sees half of it.
"""

import asyncio
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from worker.sandbox.command import run

KAFKA_VERSION = "4.3.1"
LOG4J_VERSION = "2.25.4"  # of the log4j-core that this Kafka brings along
DOWNLOAD_WITHIN = timedelta(minutes=5)

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
