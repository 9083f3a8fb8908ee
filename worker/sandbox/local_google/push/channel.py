"""Notification channels, and what they are told [S9].

Nobody renews a channel and no call lists them: it ends at its expiration or by `channels.stop`.
"""

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Literal

from pydantic import BaseModel

State = Literal["sync", "exists"]
"""`exists` covers deletions too; Calendar documents no `not_exists` [S9]."""
LARGEST_STEP = 1000
MOST_REPORTS = 10_000
"""Older ones are forgotten: a demo may run for days."""


@dataclass(slots=True)
class Channel:
    id: str
    project: str
    """Channel ids are unique in it."""
    feed: str
    resource_id: str
    resource_uri: str
    address: str
    token: str | None = field(repr=False)
    expires: datetime
    subject: str
    client_id: str
    by_service_account: bool
    labels: frozenset[str] = frozenset()
    """Only changes of these event types are told; empty: all."""
    stopped: bool = False
    number: int = 1
    """Of the last message."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    """First attempts go out in order; retries do not."""

    def is_open(self, now: datetime) -> bool:
        return not self.stopped and now < self.expires

    def next_number(self) -> int:
        """Return a message number: rising, not consecutive [S9]."""
        self.number += 1 + secrets.randbelow(LARGEST_STEP)
        return self.number


@dataclass(frozen=True, slots=True)
class Notice:
    """One message of a channel; its body is empty."""

    channel: Channel
    state: State
    number: int
    delay_seconds: float = 0

    def headers(self) -> dict[str, str]:
        channel = self.channel
        given = {} if channel.token is None else {"X-Goog-Channel-Token": channel.token}
        return {
            "X-Goog-Channel-ID": channel.id,
            "X-Goog-Channel-Expiration": format_datetime(channel.expires, usegmt=True),
            "X-Goog-Message-Number": str(self.number),
            "X-Goog-Resource-ID": channel.resource_id,
            "X-Goog-Resource-State": self.state,
            "X-Goog-Resource-URI": channel.resource_uri,
            **given,
        }


class Report(BaseModel, frozen=True):
    """What became of one attempt to deliver a notice."""

    channel_id: str
    number: int
    state: State
    attempt: int
    """1 is the first; 0: none was made."""
    outcome: str
    """The status of the answer, or `dropped`, `no answer`, `not on loopback`."""


class Disturbance(BaseModel, frozen=True, extra="forbid"):
    """What happens to notices of changes; the first message of a channel, `sync`, is let be."""

    what: Literal["drop", "duplicate", "delay", "hold"]
    """`hold`: until after the next one of the channel, so that two change places."""
    times: int | None = None
    """So many notices; None: all from now on."""
    delay_seconds: float = 0
    channel_id: str | None = None


def reports() -> "deque[Report]":
    return deque(maxlen=MOST_REPORTS)
