"""Acting for one user, tried at Google: by the user's grant, and by delegation where there is none."""

from dataclasses import dataclass

from aiohttp import ClientSession

from worker.app.doctor.delegation import Speaking
from worker.app.doctor.finding import Finding, connecting, not_checked, warning, well, wrong
from worker.app.scopes import in_order, without
from worker.google.http_answer import HttpAnswer
from worker.google.inspection import grant_answers
from worker.google.wanted_scopes import missing_scopes
from worker.ports.clock import Clock
from worker.ports.grants import Grant
from worker.settings.google_access import client_of
from worker.settings.model import Settings
from worker.store.connected_accounts import grant_of

CLIENT = "VAI_GOOGLE__CLIENT_ID and VAI_GOOGLE__CLIENT_SECRET"


@dataclass(frozen=True, slots=True)
class Acting:
    http: ClientSession
    settings: Settings
    clock: Clock

    async def __call__(self, user_id: str) -> list[Finding]:
        url = self.settings.database.url.get_secret_value()
        grant = await grant_of(url, user_id, self.settings.secrets.reader, self.clock)
        if grant is None:
            return await Speaking(self.http, self.settings.google, self.clock)(user_id)
        return await self._by(grant)

    async def _by(self, grant: Grant) -> list[Finding]:
        client = client_of(self.settings.google)
        if client is None:
            return [
                wrong(f"{grant.user_id} has a grant, and there is no client to use it by", f"set {CLIENT}")
            ]
        answered = await grant_answers(self.http, self.settings.google.token_uri, client, grant)
        return grant_as(grant, answered.answer)


def grant_as(grant: Grant, answer: HttpAnswer) -> list[Finding]:
    connect = connecting(grant.user_id)
    who = f"{grant.user_id} ({grant.granted.address})"
    if answer.reason == "invalid_grant":
        return [wrong(f"Google refuses the grant of {who}: it was revoked or has died", connect)]
    if not answer.is_success:
        return [not_checked(f"Google gives no token for {who} just now ({answer})")]
    missing = in_order(missing_scopes(grant.granted.scopes))
    lacking = [warning(f"{who}: {without(scope)}", f"{connect}, and tick everything") for scope in missing]
    return lacking or [well(f"the worker may act for {who} by a grant, with every scope")]
