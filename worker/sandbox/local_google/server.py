"""The local Google Calendar as a running server.

It is the project's only stand-in for Google, and tells nothing that Google would not: where
Google's behaviour is not documented, the choice stands in `assumptions`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

from aiohttp import ClientSession, web

from worker.ports.clock import Clock, SystemClock
from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.batch.batch import Batch
from worker.sandbox.local_google.behaviour import Behaviour
from worker.sandbox.local_google.control.browsers import refuse_browsers
from worker.sandbox.local_google.control.consent_routes import ConsentControl
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.control.control_routes import Control, tell_errors
from worker.sandbox.local_google.control.person import TIMEOUT
from worker.sandbox.local_google.identity.accounts import Account, Registration
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.identity.signing import KeyPool, Signing
from worker.sandbox.local_google.own_server import own_session
from worker.sandbox.local_google.page.page import Page
from worker.sandbox.local_google.push.postman import Postman
from worker.sandbox.local_google.wire.gate import Gate
from worker.sandbox.local_google.world import World

LARGEST_BODY = 16 * 1024 * 1024
SHUTDOWN_SECONDS = 0.2
"""How long requests under way, stalled ones too, may take when the server ends."""


@dataclass(frozen=True, slots=True)
class LocalGoogleConfig:
    """How a server starts, and what a reset returns to."""

    host: str = "127.0.0.1"
    port: int = 0
    """0: any free one."""
    clock: Clock = field(default_factory=SystemClock)
    assumptions: Assumptions = field(default_factory=Assumptions)
    behaviour: Behaviour = field(default_factory=Behaviour)
    accounts: tuple[Account, ...] = ()
    registrations: tuple[Registration, ...] = ()
    clients: tuple[OAuthClient, ...] = ()
    keys: KeyPool = field(default_factory=KeyPool)

    def new_world(self) -> World:
        world = World(self.clock, self.assumptions, self.behaviour, signing=Signing(self.keys))
        for account in self.accounts:
            world.add_account(account)
        for registration in self.registrations:
            world.register(registration)
        world.grants.clients = {client.client_id: client for client in self.clients}
        return world


@dataclass(frozen=True, slots=True)
class LocalGoogle:
    """A running server."""

    url: str
    """The root, with a trailing slash: `calendar/v3/` is appended to it."""
    control: LocalGoogleControl

    @property
    def token_uri(self) -> str:
        return f"{self.url}token"

    @property
    def auth_uri(self) -> str:
        return f"{self.url}o/oauth2/v2/auth"

    @property
    def revoke_uri(self) -> str:
        return f"{self.url}revoke"

    @property
    def jwks_uri(self) -> str:
        return f"{self.url}oauth2/v3/certs"

    @classmethod
    @asynccontextmanager
    async def start(cls, config: LocalGoogleConfig | None = None, *, port: int = 0) -> AsyncIterator[Self]:
        """Run a server for the length of a block."""
        config = config or LocalGoogleConfig(port=port)
        runner = web.AppRunner(_application(config), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, config.host, config.port).start()
            url = f"http://{config.host}:{runner.addresses[0][1]}/"
            async with ClientSession(timeout=TIMEOUT) as session:
                yield cls(url, LocalGoogleControl(url, session))
        finally:
            await runner.cleanup()


def _application(config: LocalGoogleConfig) -> web.Application:
    gate = Gate(config.new_world())
    postman = Postman(gate)
    middlewares = [postman.after_each, refuse_browsers, tell_errors]
    application = web.Application(middlewares=middlewares, client_max_size=LARGEST_BODY)
    application.cleanup_ctx.append(postman.work)
    application.cleanup_ctx.append(own_session)
    application.add_routes([*Control(gate, config.new_world).routes(), *ConsentControl(gate).routes()])
    application.add_routes([*Page().routes(), *Batch(gate).routes()])
    application.router.add_route("*", r"/{path:[\s\S]*}", gate.admit)
    return application
