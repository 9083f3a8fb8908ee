"""What is opened first, by the settings: the tables, the store on them, and the right to act for users."""

import asyncio
import socket
from contextlib import AbstractAsyncContextManager

from worker.app.key_file import key_file
from worker.errors import Misconfigured
from worker.google.google import Acting
from worker.messages.texts import Texts
from worker.ports.clock import Clock
from worker.ports.grants import Grants
from worker.ports.quota import Limit, Limits
from worker.settings.google import Google
from worker.settings.google_access import client_of
from worker.settings.model import Settings
from worker.store.migrate import migrate, pending
from worker.store.open import Following, Store, open_store


def store_of(settings: Settings, texts: Texts, clock: Clock) -> AbstractAsyncContextManager[Store]:
    return open_store(
        settings.database.url.get_secret_value(),
        texts=texts,
        clock=clock,
        replica=socket.gethostname(),
        pool_size=settings.database.pool_size,
        publish_all=settings.worker.publish_all_events,
        following=Following(settings.worker.poll, settings.worker.snapshot_retention),
        limits=Limits(
            Limit(settings.google.requests_per_minute_per_user), Limit(settings.google.requests_per_minute)
        ),
        keys=settings.secrets.reader,
    )


async def prepare(url: str, *, migrating: bool) -> None:
    """Bring the tables up to date, or refuse to work on tables that are not."""
    if migrating:
        await migrate(url)
    elif missing := await pending(url):
        raise Misconfigured(f"the database lacks {', '.join(missing)}: `vai-calendar migrate` mends that")


async def acting_by(google: Google, grants: Grants | None = None) -> Acting:
    """Read by what right users are acted for."""
    path = google.service_account_file
    service_account = await asyncio.to_thread(key_file, path) if path else None
    return Acting(service_account, google.delegation_allowed_users, client_of(google), grants)
