"""The one pool of connections to Google, and aiogoogle's view of it.

aiogoogle would open a session per task and context, pass "no time-out" with every request
and drop the pool's own. So one `ClientSession` serves the whole process, and each request
gets a view of it that closes nothing, keeps the pool's time-outs and knows whether the
request may have left this machine.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import orjson
from aiogoogle.sessions.aiohttp_session import AiohttpSession
from aiohttp import (
    ClientConnectionError,
    ClientConnectorError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
    TraceConfig,
)

CONNECTIONS = 100
CONNECT_SECONDS = 5.0
"""For the TCP and TLS handshake; waiting for a free connection is not part of it."""

LEFT_TO_THE_POOL = frozenset({"timeout", "proxy"})
"""aiogoogle passes None for both, which here means "no time-out" and "no proxy", not "the default"."""


@dataclass(slots=True)
class Departure:
    """Whether a request ever had a connection: without one, it surely had no effect."""

    may_have_left: bool = False


@asynccontextmanager
async def open_session(call_timeout: timedelta) -> AsyncIterator[ClientSession]:
    """Open the pool. No cookies: they would travel from one user's call to another's."""
    session = ClientSession(
        connector=TCPConnector(limit=CONNECTIONS),
        timeout=ClientTimeout(total=call_timeout.total_seconds(), sock_connect=CONNECT_SECONDS),
        cookie_jar=DummyCookieJar(),
        json_serialize_bytes=orjson.dumps,
        trace_configs=[departures()],
        middlewares=(send_once,),
    )
    async with session:
        yield session


def departures() -> TraceConfig:
    """Mark the `Departure` that a request carries once it has a connection.

    The error alone does not tell: a time-out may come while the request waits for a connection.
    """

    async def mark(_session: ClientSession, context: SimpleNamespace, _parameters: Any) -> None:
        departure = context.trace_request_ctx
        if isinstance(departure, Departure):
            departure.may_have_left = True

    config = TraceConfig()
    config.on_connection_create_end.append(mark)
    config.on_connection_reuseconn.append(mark)
    return config


class ConnectionLost(ClientConnectionError):
    """The connection ended before the answer was there."""


async def send_once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Keep aiohttp from sending a DELETE again by itself, as it does on a kept connection that broke.

    The second would be told that the event is gone already, when it was the first that deleted it.
    """
    try:
        return await handler(request)
    except ClientConnectorError:  # aiohttp does not repeat these
        raise
    except (ClientOSError, ServerDisconnectedError) as error:
        raise ConnectionLost(type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class _Pool:
    session: ClientSession
    departure: Departure

    async def request(self, **request: Any) -> ClientResponse:
        """Send it with the pool's own time-outs and proxy, and follow no redirect."""
        wanted = {name: value for name, value in request.items() if name not in LEFT_TO_THE_POOL}
        return await self.session.request(**wanted, allow_redirects=False, trace_request_ctx=self.departure)


class PooledSession(AiohttpSession):
    """aiogoogle's session for one request, on the shared pool. There is nothing to close."""

    def __init__(self, session: ClientSession, departure: Departure) -> None:
        # aiogoogle asks nothing of its session but `request`.
        self._session = cast("ClientSession", _Pool(session, departure))


def pooled(session: ClientSession, departure: Departure) -> AiohttpSession:
    """Return aiogoogle's session for one request, whose departure is to be noted."""
    return PooledSession(session, departure)
