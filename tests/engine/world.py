"""An engine on fakes: one record goes in, and one sees what came out."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson

from tests.engine.records import NOW, record
from tests.fakes.clock import FakeClock
from tests.fakes.handlers import ScriptedHandler
from tests.fakes.publisher import FakePublisher
from tests.fakes.store_commands import FakeCommands
from worker.engine.assembly import EngineParts, EngineSettings, dispatch, reconciler
from worker.engine.dispatch import Dispatch
from worker.engine.measures import EngineMetrics, Uncounted
from worker.engine.reconciler import Reconciler
from worker.engine.record import Record
from worker.engine.slots import Slot
from worker.engine.turns import Turns
from worker.messages.defaults import Defaults
from worker.messages.texts import Texts
from worker.messages.topics import Topics
from worker.ports.publisher import Outgoing

TOPICS = Topics()
SECOND = timedelta(seconds=1)
TEXTS = Texts.load()

Json = dict[str, Any]


def body(**fields: Any) -> Json:
    return {
        "type": "check_availability",
        "command_id": "c-1",
        "user_id": "ana@example.com",
        "participants": [{"email": "bob@example.com"}],
    } | fields


def command(offset: int = 0, *, key: bytes | None = b"ana", headers: Any = (), **fields: Any) -> Record:
    return record(offset, key, orjson.dumps(body(**fields)), headers=tuple(headers))


@dataclass
class World:
    handle: ScriptedHandler = field(default_factory=ScriptedHandler)
    publisher: FakePublisher = field(default_factory=FakePublisher)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    commands: FakeCommands = field(init=False)
    dispatch: Dispatch = field(init=False)
    reconciler: Reconciler = field(init=False)
    metrics: EngineMetrics = field(default_factory=Uncounted)
    turns: Turns = field(default_factory=lambda: Turns(1))

    def __post_init__(self) -> None:
        self.commands = FakeCommands(self.clock)
        parts = EngineParts(
            handle=self.handle,
            commands=self.commands,
            publisher=self.publisher,
            texts=TEXTS,
            clock=self.clock,
            jitter=lambda: 0.99,
            settings=EngineSettings(
                topics=TOPICS,
                group_id="workers",
                worker_version="0.1.0",
                defaults=Defaults(),
                reply_topics=("agents.*",),
            ),
            metrics=self.metrics,
        )
        self.dispatch = dispatch(parts)
        self.reconciler = reconciler(parts)

    async def receive(self, item: Record) -> None:
        async with Slot(self.turns, self.clock) as slot:
            await self.dispatch(item, slot)

    @property
    def results(self) -> list[Outgoing]:
        return self.publisher.on(TOPICS.results)

    @property
    def dead_letters(self) -> list[Outgoing]:
        return self.publisher.on(TOPICS.dead_letters)

    def result(self) -> Json:
        """Return the one result there is."""
        (only,) = self.results
        return decoded(only)

    def code(self) -> str | None:
        error = self.result()["error"]
        return error["code"] if error else None


def decoded(outgoing: Outgoing) -> Json:
    value: Json = orjson.loads(outgoing.value or b"null")
    return value


def headers_of(outgoing: Outgoing) -> dict[str, bytes]:
    return dict(outgoing.headers)
