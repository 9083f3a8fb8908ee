"""Everything that a worker needs around it, on this machine: broker, database, local Google.

A worker on the stage is the real one, in a process of its own: the stage changes addresses,
never classes.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout

from worker.kafka.connection import KafkaConnection
from worker.kafka.topics import CreatedTopics, TopicSizes, create_topics, plans
from worker.messages.topics import Topics
from worker.sandbox.child_process import ChildProcess
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.identity.service_account_key import new_service_account
from worker.sandbox.local_google.oauth_client import new_oauth_client, registered, settings_of
from worker.sandbox.local_google.server import LocalGoogle
from worker.sandbox.loopback import LOOPBACK, free_port

ANSWER_WITHIN = ClientTimeout(total=2)
OK = 200


@dataclass(frozen=True, slots=True)
class Stage:
    bootstrap_servers: str
    """As `host:port`; of several, with commas between them."""
    database_url: str
    google: LocalGoogle
    directory: Path
    """For the key file and for logs; it goes when whoever made it is done."""
    topics: Topics = field(default_factory=Topics)
    group_id: str = "vai-calendar-worker"
    partitions: int = 12
    replication_factor: int = 1
    client: OAuthClient = field(default_factory=new_oauth_client)
    """Whom people give their consent to."""

    @property
    def key_file(self) -> Path:
        return self.directory / "service-account.json"

    @property
    def connection(self) -> KafkaConnection:
        return KafkaConnection(tuple(self.bootstrap_servers.split(",")))

    def environment(self, **more: str) -> dict[str, str]:
        """Return the variables under which `vai-calendar` works on this stage."""
        return {
            "VAI_KAFKA__BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "VAI_KAFKA__TOPIC_PREFIX": self.topics.prefix,
            "VAI_KAFKA__GROUP_ID": self.group_id,
            "VAI_KAFKA__PARTITIONS": str(self.partitions),
            "VAI_DATABASE__URL": self.database_url,
            "VAI_GOOGLE__API_ROOT": self.google.url,
            "VAI_GOOGLE__TOKEN_URI": self.google.token_uri,
            "VAI_GOOGLE__SERVICE_ACCOUNT_FILE": str(self.key_file),
            "VAI_GOOGLE__DELEGATION_ALLOWED_USERS": "*",
            **settings_of(self.google, self.client),
            "VAI_HTTP__HOST": LOOPBACK,
            **more,
        }

    async def prepare(self) -> CreatedTopics:
        """Make the topics, a service account that may act for everybody, and an OAuth client."""
        key = await new_service_account(token_uri=self.google.token_uri)
        await asyncio.to_thread(self.key_file.write_text, json.dumps(key))
        await self.google.control.register(key)
        await registered(self.google, self.client)
        names = (self.topics.results, self.topics.changes)
        sizes = TopicSizes(self.partitions, self.replication_factor)
        return await create_topics(
            self.connection, plans(self.topics.commands, names, self.topics.dead_letters, sizes)
        )

    def worker(
        self, name: str = "worker", program: Sequence[str] = ("-m", "worker", "run"), **more: str
    ) -> ChildProcess:
        """Return a worker that is not started yet; `more` are further variables of its environment."""
        port = int(more.pop("VAI_HTTP__PORT", free_port()))
        variables = self.environment(VAI_HTTP__PORT=str(port), **more)
        return ChildProcess(
            name,
            ("env", *(f"{each}={value}" for each, value in variables.items()), sys.executable, *program),
            self.directory / f"{name}.log",
            ready=partial(is_ready, port),
            start_within=timedelta(seconds=60),
            stop_within=timedelta(seconds=40),
        )


async def is_ready(port: int) -> bool:
    """Say whether a worker takes part in the group by now."""
    try:
        async with (
            ClientSession(timeout=ANSWER_WITHIN) as session,
            session.get(f"http://{LOOPBACK}:{port}/readyz") as response,
        ):
            return response.status == OK
    except (ClientError, TimeoutError):
        return False


@asynccontextmanager
async def stage_on(
    bootstrap_servers: str,
    database_url: str,
    directory: Path,
    topics: Topics,
    group_id: str,
    *,
    partitions: int = 12,
    replication_factor: int = 1,
) -> AsyncIterator[Stage]:
    """Set a stage on a broker and a database that run already, with a local Google of its own."""
    async with LocalGoogle.start() as google:
        stage = Stage(
            bootstrap_servers,
            database_url,
            google,
            directory,
            topics,
            group_id,
            partitions,
            replication_factor,
        )
        await stage.prepare()
        yield stage
