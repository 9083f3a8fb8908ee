"""Query parameters, read as strictly as Google reads them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from worker.sandbox.local_google.instants import parse_instant, zone
from worker.sandbox.local_google.wire.refusals import invalid

BOOLEANS = {"true": True, "false": False}
"""Clients also send `True`, as Python writes it."""
NUMBER = re.compile(r"[0-9]{1,10}")
LARGEST_NUMBER = 2**31 - 1
"""Every number in a query is an `int32` [D]."""
SEND_UPDATES = frozenset({"all", "externalOnly", "none"})


@dataclass(frozen=True, slots=True)
class Query:
    values: Mapping[str, Sequence[str]]

    def text(self, name: str) -> str | None:
        """Return a parameter; the last one, where it is repeated."""
        given = self.values.get(name)
        return given[-1] if given else None

    def texts(self, name: str) -> list[str]:
        return list(self.values.get(name, ()))

    def boolean(self, name: str) -> bool:
        """Return a switch, which is off unless given."""
        given = self.text(name)
        if given is None:
            return False
        if given.lower() not in BOOLEANS:
            raise invalid(f"Invalid boolean value: '{given}'.", name)
        return BOOLEANS[given.lower()]

    def integer(self, name: str, least: int) -> int | None:
        given = self.text(name)
        if given is None:
            return None
        if not NUMBER.fullmatch(given) or not least <= int(given) <= LARGEST_NUMBER:
            raise invalid(f"Invalid integer value: '{given}'.", name)
        return int(given)

    def instant(self, name: str) -> datetime | None:
        """Return an instant, whose offset is mandatory [D]."""
        given = self.text(name)
        if given is None:
            return None
        read = parse_instant(given)
        if read is None:
            raise invalid(f"Not an RFC3339 timestamp with a time zone offset: '{given}'.", name)
        return read

    def zone(self) -> ZoneInfo | None:
        """Return the `timeZone` for the response."""
        given = self.text("timeZone")
        if given is None:
            return None
        place = zone(given)
        if place is None:
            raise invalid(f"Unknown time zone: '{given}'.", "timeZone")
        return place

    def one_of(self, name: str, choices: frozenset[str]) -> str | None:
        given = self.text(name)
        if given is not None and given not in choices:
            raise invalid(f"Invalid value: '{given}'.", name)
        return given

    def check_of_write(self) -> None:
        """Check what every write may carry."""
        self.one_of("sendUpdates", SEND_UPDATES)
        self.boolean("sendNotifications")
        self.one_of("conferenceDataVersion", frozenset({"0", "1"}))

    @property
    def keeps_conference(self) -> bool:
        """Whether conference data in the body counts: only with `conferenceDataVersion=1` [D]."""
        return self.text("conferenceDataVersion") == "1"
