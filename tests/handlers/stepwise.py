"""Commands that go on one step at a time, so that anything can happen in between.

Where it matters, before and after calls of its ports, a command stands still until it is told to go
on: it can die there, or lose its lease there and go on later as if it had not noticed.
"""

import asyncio
from collections import Counter
from contextlib import suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field

import orjson

from tests.fakes.calendar import FakeLease
from tests.handlers.world import TEXTS, Json, World
from worker.app.ports import Ports
from worker.app.wiring import router
from worker.engine.trial import settlement_of
from worker.errors import LeaseLost, Refused, WorkerError
from worker.handlers.router import Router
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope
from worker.ports.commands import Claim, Finished, Request, StoredAnswer
from worker.sandbox.failpoints import Crashed, Failpoints

TURNS = 12
"""Of the event loop: enough for whatever does not stand still to come to its next step."""
ENOUGH = 400
"""Steps that no command needs."""
READ = ("calendar.free_busy", "calendar.get", "reservations.taken")
WRITTEN = (
    "calendar.delete",
    "calendar.insert",
    "calendar.patch",
    "commands.enter_meeting",
    "commands.finish",
    "commands.save",
    "reservations.place_hold",
    "reservations.release_hold",
    "reservations.reserve",
    "reservations.use_hold",
)
PLACES = {f"{call}:after" for call in (*READ, *WRITTEN)} | {f"{call}:before" for call in WRITTEN}
"""Where commands stand still."""
SUCCEEDED = "succeeded"


@dataclass(slots=True, eq=False)
class Running:
    """A command that a replica has taken up."""

    command_id: str
    claim: Claim
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    is_dead: bool = False

    async def step(self) -> None:
        await self.gate.acquire()
        if self.is_dead:
            raise Crashed(self.command_id)


PRESENT: ContextVar[Running | None] = ContextVar("PRESENT", default=None)


async def hit(step: str) -> None:
    """Stand still, unless this is not done by a command."""
    running = PRESENT.get()
    if running is not None and step in PLACES:
        await running.step()


@dataclass(slots=True)
class Replicas:
    """Takes up commands side by side, in one world."""

    world: World
    loop: asyncio.AbstractEventLoop
    ports: Ports = field(init=False)
    handle: Router = field(init=False)
    asked: dict[str, Json] = field(default_factory=dict)
    """The body of every command, by its id."""
    ended: dict[str, str] = field(default_factory=dict)
    """What was answered: a success, or the code of a no."""
    running: list[Running] = field(default_factory=list)
    effects: Counter[str] = field(default_factory=Counter)
    """How many writes of each command took effect at Google."""
    tasks: "dict[Running, asyncio.Task[None]]" = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ports = self.world.ports.wrapped(Failpoints(hit))
        self.handle = router(self.ports, TEXTS, self.world.clock)

    @property
    def unanswered(self) -> list[str]:
        return [command_id for command_id in self.asked if command_id not in self.ended]

    def deliver(self, command_id: str, steps: int = 0) -> None:
        """Let a replica read a command, for the first time or again, and make so many steps."""
        body = self.asked[command_id]
        parsed = open_envelope(orjson.dumps(body)).command(Defaults())
        request = Request(body["user_id"], command_id, body["type"], parsed.body, parsed.body_hash)
        outcome = self.loop.run_until_complete(self.world.commands.claim(request))
        if isinstance(outcome, Finished):
            assert outcome.answer.value == self.ended[command_id].encode(), "another answer"
        if isinstance(outcome, Claim):
            running = Running(command_id, outcome)
            self.running.append(running)
            context = copy_context()
            context.run(PRESENT.set, running)
            work = self._carry_out(running)
            self.tasks[running] = self.loop.create_task(work, context=context)
            self._turn(running)
            self.go_on(running, steps)

    async def _carry_out(self, running: Running) -> None:
        """Do what the engine does; in the end a command is answered, or given back for another try."""
        parsed = open_envelope(orjson.dumps(self.asked[running.command_id])).command(Defaults())
        with suppress(LeaseLost):
            try:
                answer = await self.handle(parsed.command, running.claim)
            except Refused as refused:
                end = settlement_of(refused)
                await self.ports.commands.finish(running.claim, self._answer(refused.code.value), end)
            except LeaseLost:
                raise
            except WorkerError:
                await self.ports.commands.release(running.claim)
            else:
                await self.ports.commands.finish(running.claim, self._answer(SUCCEEDED), answer.settlement)

    def _answer(self, outcome: str) -> StoredAnswer:
        return StoredAnswer(outcome.encode(), ())

    def go_on(self, running: Running, steps: int) -> None:
        """Let a command make so many steps, or what it has left."""
        for _ in range(steps):
            if running not in self.running:
                return
            running.gate.release()
            self._turn(running)

    def crash(self, running: Running) -> None:
        """Let the replica die where the command stands; its lease ends some time later: now."""
        self.freeze(running)
        running.is_dead = True
        self.go_on(running, ENOUGH)

    def freeze(self, running: Running) -> None:
        """Let a command lose its lease, and not know of it."""
        with suppress(LeaseLost):
            self.world.commands.lose(running.claim)
        assert isinstance(running.claim.lease, FakeLease)
        running.claim.lease.lost = True

    def _turn(self, running: Running | None = None) -> None:
        before = self._writes()
        self.loop.run_until_complete(_some_turns())
        if running is not None:
            self.effects[running.command_id] += self._writes() - before
        for one in [each for each in self.running if self.tasks[each].done()]:
            self._end(one)
        self._note_answers()

    def _end(self, running: Running) -> None:
        self.running.remove(running)
        error = self.tasks.pop(running).exception()
        if error is not None and not isinstance(error, Crashed):
            raise error

    def _note_answers(self) -> None:
        for (_, command_id), row in self.world.commands.rows.items():
            if row.answer is not None:
                told = row.answer.value.decode()
                assert self.ended.setdefault(command_id, told) == told, "answered twice"

    def _writes(self) -> int:
        calendar = self.world.calendar
        cancelled = sum(event.is_cancelled for event in calendar.events.values())
        return len(calendar.drafts) + len(calendar.patches) + cancelled


async def _some_turns() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)
