"""The control API of the local Google, from a test's or the demo's side."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from aiohttp import ClientSession

from worker.sandbox.local_google.control.oauth import OAuthControl
from worker.sandbox.local_google.control.person import FIRST_ERROR, TIMEOUT, LocalGoogleError, Person
from worker.sandbox.local_google.identity.access import Role
from worker.sandbox.local_google.identity.accounts import Account, Registration
from worker.sandbox.local_google.identity.scopes import CALENDAR, KNOWN
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.push.channel import Disturbance, Report
from worker.sandbox.local_google.quotas.use_limits import UseLimits
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.local_google.wire.request_log import LogEntry

ROBOTS = ".gserviceaccount.com"
"""How the addresses of service accounts end."""


@dataclass(frozen=True, slots=True)
class LocalGoogleControl:
    """Sets up, breaks and reads a running local Google."""

    url: str
    """The server's root, with a trailing slash."""
    session: ClientSession

    @classmethod
    @asynccontextmanager
    async def connect(cls, url: str) -> AsyncIterator[Self]:
        async with ClientSession(timeout=TIMEOUT) as session:
            yield cls(url, session)

    async def reset(self) -> None:
        """Forget everything but what the server was started with. People have to be asked for again."""
        await self._send("POST", "reset", {})

    async def add_account(self, email: str, **options: Any) -> Account:
        """Add or replace an account; the options are the fields of `Account`."""
        account = Account(email=email, **options)
        await self._send("POST", "accounts", account.model_dump(mode="json"))
        return account

    async def accounts(self) -> list[Account]:
        """Return everybody who has an account, service accounts too."""
        listed = (await self._send("GET", "accounts"))["accounts"]
        return [Account.model_validate(account) for account in listed]

    async def people(self) -> list[Account]:
        """Return everybody with a calendar to play at: service accounts have no hands."""
        return [account for account in await self.accounts() if not account.email.endswith(ROBOTS)]

    async def add_calendar(self, calendar_id: str, *, owner: str, time_zone: str = "UTC") -> None:
        """Add a secondary calendar."""
        body = {"calendar_id": calendar_id, "owner": owner, "time_zone": time_zone}
        await self._send("POST", "calendars", body)

    async def share(self, calendar_id: str, scope: str, role: Role) -> None:
        """Give an address, an `@domain` or everybody (`default`) access to a calendar.

        The strongest rule wins: to hide somebody from colleagues, give their `@domain` none.
        """
        await self._send("POST", "access", {"calendar_id": calendar_id, "scope": scope, "role": role})

    async def register(self, key: Json, delegated_scopes: frozenset[str] = KNOWN) -> None:
        """Register the service account of a key file, with domain-wide delegation of some scopes."""
        registration = Registration.of_key(key, delegated_scopes)
        await self._send("POST", "service-accounts", registration.model_dump(mode="json"))

    @property
    def oauth(self) -> OAuthControl:
        """OAuth clients, and people who consent without a browser."""
        return OAuthControl(lambda place, body: self._send("POST", place, body))

    async def change_setting(self, email: str, name: str, value: str) -> None:
        """Let a person change one of their settings, which no program can [S23]."""
        await self._send("POST", "settings", {"subject": email, "name": name, "value": value})

    async def token(self, subject: str, *scopes: str) -> str:
        """Return an access token without an assertion, by default for everything."""
        body = {"subject": subject, "scopes": list(scopes) or [CALENDAR]}
        return str((await self._send("POST", "tokens", body))["access_token"])

    async def revoke_tokens(self, subject: str | None = None) -> int:
        """End the access tokens of a subject, or all. Return how many there were."""
        return int((await self._send("POST", "tokens/revoke", {"subject": subject}))["revoked"])

    async def expire_sync_tokens(self, calendar_id: str | None = None) -> None:
        """End the sync tokens given out so far: of a calendar's events and access rules, or all."""
        await self._send("POST", "sync-tokens/expire", {"calendar_id": calendar_id})

    async def push_reports(self) -> list[Report]:
        """Return what became of the attempts to deliver notices of push channels, in order."""
        listed = (await self._send("GET", "push/reports"))["reports"]
        return [Report.model_validate(one) for one in listed]

    async def disturb_notifications(
        self,
        what: Literal["drop", "duplicate", "delay", "hold"],
        *,
        times: int | None = None,
        delay: timedelta = timedelta(0),
        channel_id: str | None = None,
    ) -> None:
        """Let notices of changes be lost, come twice, late, or (`hold`) only after the next one."""
        seconds = delay.total_seconds()
        order = Disturbance(what=what, times=times, delay_seconds=seconds, channel_id=channel_id)
        await self._send("POST", "push/disturbances", order.model_dump())

    async def disturb_notifications_no_more(self) -> None:
        await self._send("DELETE", "push/disturbances")

    async def set_use_limits(self, email: str, **limits: Any) -> None:
        """Set what an account may do before its calendars get read-only; the rest are Workspace's figures.

        The limits are the fields of `UseLimits`. What was done so far counts.
        """
        body = UseLimits(**limits).model_dump(mode="json")
        await self._send("PUT", f"use-limits/{email}", body)

    async def behave(self, **changes: Any) -> None:
        """Change some fields of `Behaviour`; time spans as `timedelta` or in seconds."""
        await self._send("PATCH", "behaviour", {name: _seconds(value) for name, value in changes.items()})

    async def assume(self, **changes: Any) -> None:
        """Switch some fields of `Assumptions`."""
        await self._send("PATCH", "assumptions", changes)

    async def now(self) -> datetime:
        """Return the instant on Google's clock."""
        return datetime.fromisoformat((await self._send("GET", "now"))["now"])

    async def add_fault(self, fault: Fault) -> int:
        """Order a fault. Return its id, which the log names where it hit."""
        return int((await self._send("POST", "faults", fault.model_dump(mode="json")))["id"])

    async def fault_hits(self) -> dict[int, int]:
        """Return how often each fault has hit, by its id."""
        listed = (await self._send("GET", "faults"))["faults"]
        return {one["id"]: one["hits"] for one in listed}

    async def clear_faults(self) -> None:
        await self._send("DELETE", "faults")

    async def log(self, **wanted: str | int | bool) -> list[LogEntry]:
        """Return the requests so far; filters are the fields of `LogQuery`, e.g. `path="freeBusy$"`."""
        params = {name: str(value) for name, value in wanted.items()}
        listed = (await self._send("GET", "log", params=params))["entries"]
        return [LogEntry.model_validate(entry) for entry in listed]

    async def clear_log(self) -> None:
        """Empty the log; its sequence numbers go on."""
        await self._send("DELETE", "log")

    async def events(self, calendar_id: str) -> list[Json]:
        """Return all events of a calendar as its owner sees them, tombstones too."""
        listed: list[Json] = (await self._send("GET", "events", params={"calendar_id": calendar_id}))[
            "events"
        ]
        return listed

    async def person(self, email: str) -> Person:
        """Return somebody who works on calendars by hand: logged as such, and hit by no fault."""
        body = {"subject": email, "by_hand": True}
        token = (await self._send("POST", "tokens", body))["access_token"]
        return Person(self.url, self.session, token)

    async def _send(
        self, method: str, place: str, body: Json | None = None, params: Mapping[str, str] | None = None
    ) -> Json:
        address = f"{self.url}_control/{place}"
        async with self.session.request(
            method, address, json=body, params=params, timeout=TIMEOUT
        ) as response:
            answer: Json = await response.json()
            if response.status >= FIRST_ERROR:
                raise LocalGoogleError(response.status, answer)
            return answer


def _seconds(value: Any) -> Any:
    return value.total_seconds() if hasattr(value, "total_seconds") else value
