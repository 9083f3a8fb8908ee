"""A person at their calendar: an ordinary client of the API, who edits by hand."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession, ClientTimeout

from worker.sandbox.local_google.json_types import Json

TIMEOUT = ClientTimeout(total=30)
FIRST_ERROR = 400


class LocalGoogleError(Exception):
    """The local Google answered with an error status."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body

    @property
    def reason(self) -> str | None:
        """The first `reason`, as in `forbiddenForNonOrganizer`."""
        error = self.body.get("error")
        errors = error.get("errors", []) if isinstance(error, dict) else []
        return errors[0]["reason"] if errors else None

    @property
    def message(self) -> str:
        """What the answer says to people."""
        error = self.body.get("error")
        return str(error.get("message", "")) if isinstance(error, dict) else str(error or "")


@dataclass(frozen=True, slots=True)
class Person:
    """Further arguments are query parameters, in Google's spelling: `sendUpdates="all"`."""

    url: str
    session: ClientSession
    token: str = field(repr=False)

    async def insert(self, body: Json, calendar_id: str = "primary", **params: str) -> Json:
        return await self.send("POST", _events(calendar_id), body, params)

    async def get(self, event_id: str, calendar_id: str = "primary", **params: str) -> Json:
        return await self.send("GET", f"{_events(calendar_id)}/{event_id}", None, params)

    async def patch(self, event_id: str, body: Json, calendar_id: str = "primary", **params: str) -> Json:
        return await self.send("PATCH", f"{_events(calendar_id)}/{event_id}", body, params)

    async def update(self, event_id: str, body: Json, calendar_id: str = "primary", **params: str) -> Json:
        return await self.send("PUT", f"{_events(calendar_id)}/{event_id}", body, params)

    async def delete(self, event_id: str, calendar_id: str = "primary", **params: str) -> None:
        await self.send("DELETE", f"{_events(calendar_id)}/{event_id}", None, params)

    async def list(self, calendar_id: str = "primary", **params: str) -> Json:
        return await self.send("GET", _events(calendar_id), None, params)

    async def respond(self, event_id: str, response: str, calendar_id: str = "primary") -> Json:
        """Answer an invitation: `accepted`, `declined`, `tentative` or `needsAction`."""
        event = await self.get(event_id, calendar_id)
        own = [one for one in event.get("attendees", []) if one.get("self")]
        answered = [{"email": one["email"], "responseStatus": response} for one in own]
        body = {"attendeesOmitted": True, "attendees": answered}
        return await self.patch(event_id, body, calendar_id)

    async def send(self, method: str, path: str, body: Json | None, params: dict[str, Any]) -> Json:
        """Send one request below `calendar/v3/`. Raise `LocalGoogleError` on an error status."""
        headers = {"Authorization": f"Bearer {self.token}"}
        address = f"{self.url}calendar/v3/{path}"
        async with self.session.request(
            method, address, json=body, params=params, headers=headers, timeout=TIMEOUT
        ) as response:
            answer: Json = await response.json() if await response.read() else {}
            if response.status >= FIRST_ERROR:
                raise LocalGoogleError(response.status, answer)
            return answer


def _events(calendar_id: str) -> str:
    return f"calendars/{quote(calendar_id, safe='')}/events"
