"""The local Google as a process of its own."""

import asyncio
import json
import socket
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.identity.service_account_key import new_service_account, public_key_of
from worker.sandbox.local_google.run import run_local_google
from worker.sandbox.local_google.server import LocalGoogle
from worker.sandbox.local_google.wire.faults import Fault


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Ready(Exception):
    """The server runs."""


def test_a_server_alone_makes_its_key_file_and_keeps_it(tmp_path: Path) -> None:
    key_file, port = tmp_path / "key.json", free_port()
    urls: list[str] = []
    clients: list[OAuthClient] = []

    def ready(google: LocalGoogle, client: OAuthClient) -> None:
        urls.append(google.url)
        clients.append(client)
        raise Ready

    for _ in range(2):
        with pytest.raises(Ready):
            run_local_google("127.0.0.1", port, key_file, ready)
        written = key_file.read_text()

    assert urls == [f"http://127.0.0.1:{port}/"] * 2
    assert clients[0] == clients[1]
    assert json.loads(written)["token_uri"] == f"http://127.0.0.1:{port}/token"
    assert key_file.read_text() == written
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


async def test_a_key_is_what_google_hands_out() -> None:
    key = await new_service_account("project-1", "worker")

    assert key["type"] == "service_account"
    assert key["client_email"] == "worker@project-1.iam.gserviceaccount.com"
    assert key["token_uri"] == "https://oauth2.googleapis.com/token"
    assert key["private_key"].startswith("-----BEGIN PRIVATE KEY-----")
    assert public_key_of(key["private_key"]).startswith("-----BEGIN PUBLIC KEY-----")


async def test_a_server_ends_with_its_block_even_while_a_request_stalls() -> None:
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks, ClientSession() as session:
        async with LocalGoogle.start() as google:
            await google.control.add_fault(Fault(stall=timedelta(minutes=1)))
            stalled = tasks.create_task(lost(session, google.token_uri))
            while not await google.control.log():  # noqa: ASYNC110 - another process could not signal either
                await asyncio.sleep(0)
        assert await stalled


async def lost(session: ClientSession, url: str) -> bool:
    """Send a request, and say whether its answer is lost."""
    try:
        async with session.post(url):
            return False
    except ClientError:
        return True
