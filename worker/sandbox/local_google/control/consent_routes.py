"""`/_control/oauth/…`: clients, consents without a browser, keys; and what only a person can set."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl

from aiohttp import web
from pydantic import BaseModel

from worker.sandbox.local_google.identity.authorization import AuthorizationRefusal, read_authorization
from worker.sandbox.local_google.identity.consent import Decision, decide
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.identity.revocation import end_consent
from worker.sandbox.local_google.wire.gate import Gate
from worker.sandbox.local_google.world import World


class ConsentRequest(BaseModel, frozen=True, extra="forbid"):
    """A person's answer to the address that an application would open in their browser."""

    url: str
    subject: str
    allow: bool = True
    scopes: frozenset[str] | None = None
    valid_for: timedelta | None = None

    def decision(self) -> Decision:
        return Decision(subject=self.subject, allow=self.allow, scopes=self.scopes, valid_for=self.valid_for)


class Withdrawal(BaseModel, frozen=True, extra="forbid"):
    """A person takes back what they gave to a project, or to all."""

    subject: str
    project: str | None = None


class Rotation(BaseModel, frozen=True, extra="forbid"):
    keep_old: bool = True


class ChangedSetting(BaseModel, frozen=True, extra="forbid"):
    subject: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ConsentControl:
    gate: Gate

    @property
    def world(self) -> World:
        return self.gate.world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/_control/oauth/clients", self.add_client),
            web.post("/_control/oauth/consents", self.consent),
            web.post("/_control/oauth/withdrawals", self.withdraw),
            web.post("/_control/oauth/keys", self.rotate),
            web.post("/_control/settings", self.change_setting),
        ]

    async def add_client(self, request: web.Request) -> web.Response:
        client = OAuthClient.model_validate_json(await request.read())
        self.world.grants.clients[client.client_id] = client
        return web.json_response({})

    async def consent(self, request: web.Request) -> web.Response:
        """Answer as the consent page would: with the address the browser goes to, or the error it shows."""
        given = ConsentRequest.model_validate_json(await request.read())
        try:
            asked = read_authorization(self.world, dict(parse_qsl(given.url.partition("?")[2])))
            return web.json_response({"location": decide(self.world, asked, given.decision())})
        except AuthorizationRefusal as refusal:
            return web.json_response({"error": refusal.error}, status=int(refusal.status))

    async def withdraw(self, request: web.Request) -> web.Response:
        taken = Withdrawal.model_validate_json(await request.read())
        end_consent(self.world, taken.subject.lower(), taken.project)
        return web.json_response({})

    async def rotate(self, request: web.Request) -> web.Response:
        rotation = Rotation.model_validate_json(await request.read())
        await self.world.signing.rotate(keep_old=rotation.keep_old)
        return web.json_response({})

    async def change_setting(self, request: web.Request) -> web.Response:
        changed = ChangedSetting.model_validate_json(await request.read())
        self.world.change_setting(changed.subject.lower(), changed.name, changed.value)
        return web.json_response({})
