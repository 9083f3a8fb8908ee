"""Commands that go on one step at a time, so that anything can happen in between.

Where it matters, before and after calls of its ports, a command stands still until it is told to go
on: it can die there, or lose its lease there and go on later as if it had not noticed.
"""

import asyncio
import inspect
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from tests.handlers.bookings.moments import Moment, Moments
from worker.domain.calendar_event import EventKey
from worker.ports.commands import Claim
from worker.sandbox.failpoints import Crashed

T = TypeVar("T")

READ = ("calendar.free_busy", "calendar.get", "reservations.taken")
WRITTEN = (
    "calendar.delete",
    "calendar.insert",
    "calendar.patch",
    "commands.enter_meeting",
    "commands.finish",
    "commands.save",
    "commands.withhold",
    "reservations.place_hold",
    "reservations.release_hold",
    "reservations.reserve",
    "reservations.use_hold",
)
PLACES = {f"{call}:after" for call in (*READ, *WRITTEN)} | {f"{call}:before" for call in WRITTEN}
"""Where commands stand still."""
DECIDED = {
    "calendar.free_busy:after",
    "calendar.insert:before",
    "calendar.patch:before",
    "commands.save:after",
    "commands.save:before",
    "reservations.taken:after",
}
"""Where a command has looked at the clock for the last time before a write, or reads anew."""
ENDS = {"commands.finish", "commands.release", "commands.withhold"}
FENCED = {call for call in WRITTEN if not call.startswith("calendar.")} | {"commands.release"}
"""What nobody does to the store whose command another has taken over."""


@dataclass(slots=True, eq=False)
class Running:
    """A command that a replica has taken up."""

    command_id: str
    claim: Claim
    replica: int
    moments: Moments
    is_withheld: bool = False
    """Whether its record has been waiting in the store."""
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    is_dead: bool = False
    is_frozen: bool = False
    is_taken_over: bool = False
    read: Moment | None = None
    """When it asked who is busy, the last time."""
    decided: Moment = field(init=False)
    """When it saw, before a write, how old its reading is."""
    entered: set[EventKey] = field(default_factory=set)
    """The meetings that are its own until it ends."""
    standing: list[str] = field(default_factory=list)
    _inside: int = 0

    def __post_init__(self) -> None:
        self.decided = self.moments.next()

    @property
    def stands(self) -> bool:
        """Whether it waits to be told to go on, and for nothing else."""
        return bool(self.standing) and self._inside == 0

    async def call(self, name: str, inner: Any, *args: Any, **kwargs: Any) -> Any:
        """Make a call of a port."""
        await self._reach(f"{name}:before")
        is_fenced = self.is_taken_over and name in FENCED
        began = self.moments.next()
        self._inside += 1
        try:
            result = await inner(*args, **kwargs)
        finally:
            self._inside -= 1
        took_nothing = name == "reservations.reserve" and result is None
        assert not is_fenced or took_nothing, f"{name} got past the fence"
        self._note(name, began, args)
        await self._reach(f"{name}:after")
        return result

    def _note(self, name: str, began: Moment, args: tuple[Any, ...]) -> None:
        if name == "calendar.free_busy":
            self.read = began
        if name == "commands.enter_meeting":
            self.entered.add(args[1])
        if name in ENDS:
            self.entered.clear()

    async def _reach(self, step: str) -> None:
        if step in PLACES and not self.is_dead:
            self.standing.append(step)
            try:
                await self.gate.acquire()
            finally:
                self.standing.remove(step)
            if step not in DECIDED:
                self.decided = self.moments.next()
        if self.is_dead:
            raise Crashed(self.command_id)


PRESENT: ContextVar[Running | None] = ContextVar("PRESENT", default=None)


def watched(name: str, port: T, /) -> T:
    """Return a port whose calls stand still for commands. A `worker.app.ports.Wrap`."""
    return cast("T", _Watched(name, port))


class _Watched:
    def __init__(self, name: str, port: object) -> None:
        self._name, self._port = name, port

    def __getattr__(self, method: str) -> Any:
        inner = getattr(self._port, method)
        running = PRESENT.get()
        if running is None or not inspect.iscoroutinefunction(inner):
            return inner

        async def call(*args: Any, **kwargs: Any) -> Any:
            return await running.call(f"{self._name}.{method}", inner, *args, **kwargs)

        return call
