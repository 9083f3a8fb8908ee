"""The local Google as a process of its own, for `vai-calendar local-google`."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from worker.sandbox.local_google.identity.accounts import Account, Registration
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.identity.scopes import KNOWN
from worker.sandbox.local_google.identity.service_account_key import new_service_account
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.oauth_client import oauth_client_beside
from worker.sandbox.local_google.server import LocalGoogle, LocalGoogleConfig

OnReady = Callable[[LocalGoogle, OAuthClient], None]


async def serve(config: LocalGoogleConfig, on_ready: Callable[[LocalGoogle], None]) -> None:
    """Run a server until this is cancelled."""
    async with LocalGoogle.start(config) as google:
        on_ready(google)
        await asyncio.Event().wait()


def run_local_google(
    host: str,
    port: int,
    service_account_file: Path,
    on_ready: OnReady,
    accounts: tuple[Account, ...] = (),
) -> None:
    """Run a server until interrupted; block.

    The key file is made if it is not there. Its service account may act for every account,
    with every scope, and an OAuth client belongs to it. The port must be given: the key file
    names it in `token_uri`.
    """
    config = LocalGoogleConfig(host, port, accounts=accounts)
    asyncio.run(_run(config, service_account_file, on_ready))


async def _run(config: LocalGoogleConfig, key_file: Path, on_ready: OnReady) -> None:
    key = await _key(key_file, f"http://{config.host}:{config.port}/token")
    registration = Registration.of_key(key, KNOWN)
    client = oauth_client_beside(key)
    known = replace(config, registrations=(registration,), clients=(client,))
    await serve(known, lambda google: on_ready(google, client))


async def _key(key_file: Path, token_uri: str) -> Json:
    if await asyncio.to_thread(key_file.exists):
        known: Json = json.loads(await asyncio.to_thread(key_file.read_text))
        return known
    key = await new_service_account(token_uri=token_uri)
    await asyncio.to_thread(_write_secret, key_file, json.dumps(key, indent=2))
    return key


def _write_secret(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)
