"""Places where a test can make a replica die, or go wrong: before and after each call of a port.

The list of steps is read from the ports themselves, so a new method is a new step. A step is
`port.method:before` or `port.method:after`; nothing in the worker knows of any of this.
"""

import inspect
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from worker.ports.calendar import Accounts, Calendar
from worker.ports.calendars import Calendars
from worker.ports.channels import Channels, Push
from worker.ports.commands import Commands
from worker.ports.decisions import Decisions
from worker.ports.departures import Departures
from worker.ports.grants import Consents, Grants
from worker.ports.outbox import Chores, Outbox
from worker.ports.publisher import Publisher
from worker.ports.reminders import Reminders
from worker.ports.reservations import Reservations
from worker.ports.synchronisation import Synchronisations
from worker.ports.work_times import PrimaryCalendars, WorkTimes

PORTS: Final[Mapping[str, type]] = {
    "accounts": Accounts,
    "calendar": Calendar,
    "calendars": Calendars,
    "channels": Channels,
    "chores": Chores,
    "commands": Commands,
    "consents": Consents,
    "decisions": Decisions,
    "departures": Departures,
    "grants": Grants,
    "outbox": Outbox,
    "primary_calendars": PrimaryCalendars,
    "publisher": Publisher,
    "push": Push,
    "reminders": Reminders,
    "reservations": Reservations,
    "synchronisations": Synchronisations,
    "work_times": WorkTimes,
}

Hit = Callable[[str], Awaitable[None]]
"""Called with the name of each step as it is reached; what it raises is what the caller sees."""

T = TypeVar("T")


def steps() -> list[str]:
    """Return every step that there is."""
    return [
        f"{port}.{method}:{side}"
        for port, protocol in PORTS.items()
        for method in _methods(protocol)
        for side in ("before", "after")
    ]


def _methods(protocol: type) -> list[str]:
    return [name for name, member in vars(protocol).items() if inspect.iscoroutinefunction(member)]


@dataclass(frozen=True, slots=True)
class Failpoints:
    """Wraps ports so that every call of theirs reports its two steps."""

    hit: Hit

    def __call__(self, name: str, port: T, /) -> T:
        """Return `port` with failpoints, or as it is if no handler knows it. A `worker.app.ports.Wrap`."""
        return cast("T", _Watched(name, port, self.hit)) if name in PORTS else port


class _Watched:
    def __init__(self, name: str, port: object, hit: Hit) -> None:
        self._name, self._port, self._hit = name, port, hit
        self._watched = set(_methods(PORTS[name]))

    def __getattr__(self, method: str) -> Any:
        inner = getattr(self._port, method)
        if method not in self._watched:
            return inner
        step = f"{self._name}.{method}"

        async def call(*args: Any, **kwargs: Any) -> Any:
            await self._hit(f"{step}:before")
            result = await inner(*args, **kwargs)
            await self._hit(f"{step}:after")
            return result

        return call


class Crashed(BaseException):
    """The replica is dead. Not an `Exception`, so that no code takes it for a failure it can handle."""


@dataclass(slots=True)
class CrashOnce:
    """Dies at one step: from then on no call goes through any port, as after a SIGKILL."""

    at: str
    visit: int = 1
    """Which of several visits to the step is the last."""
    seen: list[str] = field(default_factory=list)
    is_dead: bool = False

    async def __call__(self, step: str) -> None:
        if self.is_dead:
            raise Crashed(step)
        self.seen.append(step)
        if step == self.at and self.seen.count(step) == self.visit:
            self.is_dead = True
            raise Crashed(step)


@dataclass(frozen=True, slots=True)
class KillProcess:
    """Kills its own process at one step, and leaves a note that it was reached."""

    at: str
    note: Path

    async def __call__(self, step: str) -> None:
        if step == self.at:
            self.note.write_text(step)
            os.kill(os.getpid(), signal.SIGKILL)
