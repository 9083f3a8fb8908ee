"""Broker and database of a run: real ones, on this machine, each scenario with names of its own."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from tests.support.topics import until_there
from worker.messages.topics import Topics
from worker.sandbox.apache_kafka import apache_kafka, apache_kafka_cluster
from worker.sandbox.broker import Broker
from worker.sandbox.postgres import Postgres, postgres
from worker.sandbox.stage import Stage, stage_on

PARTITIONS = 12


@dataclass(frozen=True, slots=True)
class Ground:
    bootstrap_servers: str
    database: Postgres
    brokers: tuple[Broker, ...] = ()
    """Those that a scenario may kill; none where the broker is not ours."""

    @asynccontextmanager
    async def stage(self) -> AsyncIterator[Stage]:
        """Set a stage with topics, group, database and a Google of its own."""
        name = f"f{uuid4().hex[:12]}"
        url = await self.database.create_database(name)
        with TemporaryDirectory(prefix="faults-") as directory:
            async with stage_on(
                self.bootstrap_servers,
                url,
                Path(directory),
                Topics(name),
                name,
                partitions=PARTITIONS,
                replication_factor=max(1, len(self.brokers)),
            ) as stage:
                await until_there(stage.connection, topics_of(stage.topics))
                yield stage
        await self.database.drop_database(name)


def topics_of(topics: Topics) -> Sequence[str]:
    return (*topics.commands, topics.results, topics.changes, topics.dead_letters)


@asynccontextmanager
async def ground(brokers: int = 1) -> AsyncIterator[Ground]:
    """Start brokers and a database."""
    async with kafka(brokers) as started, postgres() as database:
        yield Ground(servers_of(started), database, started)


@asynccontextmanager
async def kafka(brokers: int) -> AsyncIterator[tuple[Broker, ...]]:
    if brokers > 1:
        async with apache_kafka_cluster(brokers) as cluster:
            yield cluster
    else:
        async with apache_kafka() as broker:
            yield (broker,)


def servers_of(brokers: Iterable[Broker]) -> str:
    return ",".join(broker.bootstrap_servers for broker in brokers)
