"""Google Calendar as a tutorial would use it: a token, free/busy, an insert. No ids of one's own, no retries.

The mark `vai_command_id` is all that is not plain: by it the journal tells whose event it is.
"""

import json
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
from aiohttp import ClientSession

from worker.google.delegation import AUDIENCE, GRANT_TYPE
from worker.ports.clock import SystemClock
from worker.settings.google import Google

SCOPE = "https://www.googleapis.com/auth/calendar"
QUARTER = timedelta(minutes=15)
SEARCHED = timedelta(days=14)

Json = dict[str, Any]


@dataclass(slots=True)
class PlainGoogle:
    settings: Google
    http: ClientSession
    _tokens: dict[str, str] = field(default_factory=dict, repr=False)
    """They last an hour, which is longer than any storm."""

    async def book(self, command: Json) -> Json:
        """Put a meeting into the next quarter of an hour in which its user is free; return the event."""
        user = command["user_id"]
        start = await self._next_free_quarter(user)
        body = {
            "summary": command["title"],
            "start": {"dateTime": start.isoformat()},
            "end": {"dateTime": (start + QUARTER).isoformat()},
            "attendees": command["participants"],
            "extendedProperties": {"private": {"vai_command_id": command["command_id"]}},
        }
        return await self._post(user, "calendars/primary/events", body)

    async def _next_free_quarter(self, user: str) -> datetime:
        start = next_quarter(SystemClock().now())
        body = {
            "timeMin": start.isoformat(),
            "timeMax": (start + SEARCHED).isoformat(),
            "items": [{"id": user}],
        }
        found = await self._post(user, "freeBusy", body)
        for busy in found["calendars"][user]["busy"]:
            if datetime.fromisoformat(busy["start"]) >= start + QUARTER:
                break
            start = max(start, next_quarter(datetime.fromisoformat(busy["end"])))
        return start

    async def _post(self, user: str, place: str, body: Json) -> Json:
        headers = {"Authorization": f"Bearer {await self._token(user)}"}
        address = f"{self.settings.api_root}calendar/v3/{place}"
        async with self.http.post(address, json=body, headers=headers) as response:
            response.raise_for_status()
            answer: Json = await response.json()
            return answer

    async def _token(self, user: str) -> str:
        if user not in self._tokens:
            form = {"grant_type": GRANT_TYPE, "assertion": self._assertion(user)}
            async with self.http.post(self.settings.token_uri, data=form) as response:
                response.raise_for_status()
                self._tokens[user] = (await response.json())["access_token"]
        return self._tokens[user]

    def _assertion(self, user: str) -> str:
        assert self.settings.service_account_file is not None
        key = json.loads(self.settings.service_account_file.read_text())
        now = int(time.time())
        claims = {"iss": key["client_email"], "sub": user, "scope": SCOPE, "aud": AUDIENCE, "iat": now}
        headers = {"kid": key["private_key_id"]}
        return jwt.encode(
            {**claims, "exp": now + 3600}, key["private_key"], algorithm="RS256", headers=headers
        )


def next_quarter(moment: datetime) -> datetime:
    """Return the moment itself if it is one."""
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (QUARTER - past) % QUARTER
