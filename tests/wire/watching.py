"""A worker that reads a calendar only when it is asked to, or when Google tells of a change there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession

from tests.support.agent import Agent
from tests.support.chosen_broker import ChosenBroker
from tests.support.patience import until
from tests.support.shared_stage import shared_stage
from tests.wire.asking import ONLY_WHEN_ASKED
from tests.wire.meetings import Json
from worker.http.webhook import PATH
from worker.sandbox.child_process import running
from worker.sandbox.local_google.wire.request_log import LogEntry
from worker.sandbox.loopback import LOOPBACK, free_port
from worker.sandbox.postgres import Postgres
from worker.sandbox.stage import Stage


@dataclass(frozen=True, slots=True)
class Watched:
    """A stage with such a worker, and where its webhook is."""

    stage: Stage
    url: str

    async def post(self, headers: dict[str, str]) -> int:
        """Post what claims to be a notification, and return the status of the answer."""
        async with ClientSession() as session, session.post(self.url + PATH, headers=headers) as answer:
            return answer.status

    async def notifications(self, outcome: str) -> float:
        """Return how many notifications came to that."""
        async with ClientSession() as session, session.get(f"{self.url}/metrics") as answer:
            text = await answer.text()
        name = f'vai_push_notifications_total{{outcome="{outcome}"}} '
        return sum(float(line.removeprefix(name)) for line in text.splitlines() if line.startswith(name))

    async def opened(self, email: str) -> list[LogEntry]:
        """Return the calls that opened channels for a calendar."""
        return await self.stage.google.control.log(path="/events/watch$", subject=email)

    async def readings(self, email: str) -> int:
        return len(
            await self.stage.google.control.log(method="GET", path="/events$", subject=email, by_hand=False)
        )

    async def channel_was_stopped(self, email: str) -> None:
        async def was_stopped() -> bool:
            log = await self.stage.google.control.log(path="/channels/stop$", subject=email)
            return any(entry.status == 204 for entry in log)

        await until(was_stopped)

    async def was_read(self, email: str, times: int) -> None:
        """Wait until a calendar was read so often in all."""

        async def was_read() -> bool:
            return await self.readings(email) >= times

        await until(was_read)


@asynccontextmanager
async def watched_stage(broker: ChosenBroker, postgres: Postgres, directory: Path) -> AsyncIterator[Watched]:
    port = free_port()
    url = f"http://{LOOPBACK}:{port}"
    pushed = {"VAI_HTTP__PORT": str(port), "VAI_HTTP__PUBLIC_URL": url}
    async with shared_stage(broker, postgres, directory) as stage:
        await stage.google.control.behave(push_allows_http_on_loopback=True)
        async with running(stage.worker(**ONLY_WHEN_ASKED, **pushed)):
            yield Watched(stage, url)


def watch(user_id: str, **fields: Any) -> Json:
    return {"type": "watch_calendar", "command_id": uuid4().hex, "user_id": user_id, **fields}


def stop_watch(user_id: str, **fields: Any) -> Json:
    return watch(user_id, **fields) | {"type": "stop_watch"}


async def succeeded(agent: Agent, command: Json) -> Json:
    """Send a command, and return the data of its success."""
    result = await agent.ask(command)
    assert result["status"] == "succeeded", result
    data: Json = result["data"]
    return data
