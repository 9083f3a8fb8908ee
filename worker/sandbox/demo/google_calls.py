"""What the worker asked of Google, in Google's own words and as short as they can be."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.wire.request_log import LogEntry

FIRST_ERROR = 400
TOKEN = "/token"  # noqa: S105 (a path, not a secret)
COLLECTION = re.compile(r"/events$")
ONE_CALENDAR = re.compile(r"/calendars/[^/]+$")
ONE_EVENT = re.compile(r"/events/[^/]+$")
OF_COLLECTION = {"GET": "list", "POST": "insert"}
OF_ONE = {"GET": "get", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}


@dataclass(slots=True)
class GoogleCalls:
    control: LocalGoogleControl
    number: int = 0
    """How many calls were read so far."""
    _last: int = 0

    async def fresh(self) -> list[LogEntry]:
        """Return the worker's calls since the last time."""
        entries = await self.control.log(by_hand=False, after=self._last)
        self.number += len(entries)
        self._last = max((entry.sequence for entry in entries), default=self._last)
        return entries


def in_short(entries: Iterable[LogEntry]) -> str:
    """Name the calls in order of arrival, each once, with how often; to get in is not worth a word."""
    times = Counter(name(entry) for entry in entries if entry.path != TOKEN)
    return " · ".join(each if number == 1 else f"{each} ×{number}" for each, number in times.items())  # noqa: RUF001  (a multiplication sign)


def name(entry: LogEntry) -> str:
    failed = entry.status is None or entry.status >= FIRST_ERROR
    return f"{method(entry)} {entry.status}" if failed else method(entry)


def method(entry: LogEntry) -> str:
    if entry.path.endswith("/freeBusy"):
        return f"freeBusy of {len((entry.body or {}).get('items', ()))}"
    if COLLECTION.search(entry.path):
        return f"events.{OF_COLLECTION.get(entry.method, entry.method)}"
    if ONE_EVENT.search(entry.path):
        return f"events.{OF_ONE.get(entry.method, entry.method)}"
    if ONE_CALENDAR.search(entry.path):
        return f"calendars.{OF_ONE.get(entry.method, entry.method)}"
    return entry.path.strip("/").removeprefix("calendar/v3/").partition("/")[0]
