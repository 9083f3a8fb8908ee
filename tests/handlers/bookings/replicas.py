"""Replicas that take up commands side by side, die, lose their leases and take over from each other."""

import asyncio
from collections import Counter
from collections.abc import Collection, Coroutine
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, TypeVar

import orjson

from tests.handlers.bookings.moments import Moments
from tests.handlers.bookings.places import REPLICAS, Place
from tests.handlers.bookings.seating import Hand, Seating, Sight
from tests.handlers.bookings.standing import PRESENT, Running, watched
from tests.handlers.world import TEXTS, Json
from worker.app.ports import Ports
from worker.app.wiring import router
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.engine.execution import LOOK_AGAIN
from worker.engine.results import Results
from worker.engine.trial import in_doubt, settlement_of
from worker.errors import LeaseLost, OutcomeUncertain, Refused, WorkerError
from worker.handlers.answer import Answer
from worker.handlers.router import Router
from worker.messages.defaults import Defaults
from worker.messages.envelope import Envelope, open_envelope
from worker.ports.commands import Claim, Finished, Request
from worker.sandbox.failpoints import Crashed

TURNS = 12
"""Of the event loop: enough for whatever waits for nothing outside to come to its next step."""
A_MOMENT = 0.0003
TOO_LONG = 20
"""Seconds in which no call of a port can hang."""
ENOUGH = 400
"""Steps that no command needs."""
AT_ONCE = 20
PATIENT = 2
"""How many tries of one command wait for an answer that was lost, before the next is withheld."""

CHOOSING = {"schedule_meeting", "reschedule_meeting"}

T = TypeVar("T")


@dataclass(slots=True)
class Replicas:
    place: Place
    loop: asyncio.AbstractEventLoop
    moments: Moments = field(init=False)
    ports: tuple[Ports, ...] = field(init=False)
    handlers: tuple[Router, ...] = field(init=False)
    asked: dict[str, Json] = field(default_factory=dict)
    """The body of every command, by its id, in order."""
    told: dict[str, bytes] = field(default_factory=dict)
    """The answers of those that ended."""
    running: list[Running] = field(default_factory=list)
    effects: Counter[tuple[str, EventKey]] = field(default_factory=Counter)
    """How many writes of each command to each event took effect at Google."""
    tries: Counter[str] = field(default_factory=Counter)
    seating: Seating = field(default_factory=Seating)
    tasks: "dict[Running, asyncio.Task[None]]" = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.moments = Moments(self.place.clock)
        self.ports = tuple(self.place.ports(number).wrapped(watched) for number in range(REPLICAS))
        self.handlers = tuple(router(each, TEXTS, self.place.clock) for each in self.ports)

    def do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(coroutine)

    @property
    def unanswered(self) -> list[str]:
        return [command_id for command_id in self.asked if command_id not in self.told]

    def ended_well(self, command_id: str) -> bool:
        return command_id in self.told and orjson.loads(self.told[command_id])["status"] == "succeeded"

    def deliver(self, command_id: str, steps: int, replica: int = 0) -> None:
        """Let a replica read a command, for the first time or again, and make so many steps."""
        body = self.asked[command_id]
        parsed = self._envelope(command_id).command(Defaults())
        request = Request(body["user_id"], command_id, body["type"], parsed.body, parsed.body_hash)
        outcome = self.do(self.ports[replica].commands.claim(request))
        if isinstance(outcome, Finished):
            self._note_answer(command_id, outcome.answer.value)
        if isinstance(outcome, Claim):
            self._take_up(Running(command_id, outcome, replica, self.moments), steps)

    def reconcile(self, steps: int, replica: int = 0) -> None:
        """Let a replica take up what was withheld and is due."""
        for withheld in self.do(self.ports[replica].commands.due(AT_ONCE)):
            command_id = withheld.request.command_id
            running = Running(command_id, withheld.claim, replica, self.moments, is_withheld=True)
            self._take_up(running, steps)

    def _take_up(self, running: Running, steps: int) -> None:
        self.tries[running.command_id] += 1
        for one in self.running:
            one.is_taken_over |= one.command_id == running.command_id
        self.running.append(running)
        context = copy_context()
        context.run(PRESENT.set, running)
        self.tasks[running] = self.loop.create_task(self._carry_out(running), context=context)
        self._turn(running)
        self.go_on(running, steps)

    async def _carry_out(self, running: Running) -> None:
        """Do what the engine does: answer a command, or give it back for another try, or withhold it."""
        commands, claim = self.ports[running.replica].commands, running.claim
        envelope = self._envelope(running.command_id)
        results = Results(TEXTS, self.place.clock)
        with suppress(LeaseLost):
            try:
                answer = await self._handle(running, envelope)
            except Refused as refused:
                end = in_doubt(refused) if claim.may_have_written else refused
                if isinstance(end, Refused):
                    await commands.finish(claim, results.stored(envelope, end), settlement_of(end))
                else:
                    await commands.withhold(claim, None, LOOK_AGAIN, None)
            except LeaseLost:
                raise
            except WorkerError as error:
                if running.is_withheld or self._has_no_patience(running, error):
                    await commands.withhold(claim, None, LOOK_AGAIN, None)
                else:
                    await commands.release(claim)
            else:
                await commands.finish(claim, results.stored(envelope, answer), answer.settlement)

    async def _handle(self, running: Running, envelope: Envelope) -> Answer:
        return await self.handlers[running.replica](envelope.command(Defaults()).command, running.claim)

    def _has_no_patience(self, running: Running, error: WorkerError) -> bool:
        return isinstance(error, OutcomeUncertain) and self.tries[running.command_id] % PATIENT == 0

    def _envelope(self, command_id: str) -> Envelope:
        return open_envelope(orjson.dumps(self.asked[command_id]))

    def go_on(self, running: Running, steps: int) -> None:
        """Let a command make so many steps, or what it has left."""
        for _ in range(steps):
            if running not in self.running:
                return
            running.gate.release()
            self._turn(running)

    def go_until(self, running: Running, step: str) -> bool:
        """Let a command go on until it stands there, or ended before. Tell whether it stands."""
        while running in self.running and step not in running.standing:
            self.go_on(running, 1)
        return running in self.running

    def crash(self, running: Running) -> None:
        """Let the replica die where the command stands; its lease ends some time later: now."""
        self.freeze(running)
        running.is_dead = True
        self.go_on(running, ENOUGH)

    def freeze(self, running: Running) -> None:
        """Let a command lose its lease, and not know of it."""
        running.is_frozen = True
        self.do(self.place.lose(running.claim))

    def _turn(self, running: Running) -> None:
        before = self._versions()
        self.do(self._until_all_stand())
        written = {key for key, version in self._versions().items() if before.get(key) != version}
        self.effects.update((running.command_id, key) for key in written)
        self.seating.follow(self._events(), self._sight(running))
        self._ensure_alone()
        ended = [each for each in self.running if self.tasks[each].done()]
        for one in ended:
            self._end(one)
        if ended:
            self._note_answers()

    async def _until_all_stand(self) -> None:
        async with asyncio.timeout(TOO_LONG):
            while True:
                for _ in range(TURNS):
                    await asyncio.sleep(0)
                if all(task.done() or running.stands for running, task in self.tasks.items()):
                    return
                await asyncio.sleep(A_MOMENT)

    def note_hand(self) -> None:
        """Note that a person has just written something."""
        self.seating.follow(self._events(), Hand(self.moments.next()))

    def _sight(self, running: Running) -> Sight:
        looks_again = self.asked[running.command_id]["type"] in CHOOSING
        return Sight(running.read, running.decided, looks_again)

    def _ensure_alone(self) -> None:
        """See that no two commands change one meeting side by side."""
        at_work = [one for one in self.running if not one.is_frozen]
        for one, other in combinations(at_work, 2):
            assert one.command_id == other.command_id or not one.entered & other.entered

    def _events(self) -> Collection[CalendarEvent]:
        return self.place.calendar.events.values()

    def _end(self, running: Running) -> None:
        self.running.remove(running)
        error = self.tasks.pop(running).exception()
        if error is not None and not isinstance(error, Crashed):
            raise error

    def _note_answers(self) -> None:
        """See that what was answered once is never answered otherwise."""
        for command_id, told in self.do(self.place.answers()).items():
            self._note_answer(command_id, told)

    def _note_answer(self, command_id: str, told: bytes) -> None:
        assert self.told.setdefault(command_id, told) == told, "another answer"

    def _versions(self) -> dict[EventKey, str]:
        return {key: event.etag for key, event in self.place.calendar.events.items()}
