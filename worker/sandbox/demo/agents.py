"""The agents: plain Kafka records out, and whatever comes back."""

import asyncio
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from worker.engine.record import Record
from worker.messages.commands.known import GROUP_OF
from worker.messages.topics import Topics
from worker.ports.publisher import Outgoing, Publisher
from worker.sandbox.demo.answer import CORRELATION, Answer
from worker.sandbox.demo.card import Card, Way
from worker.sandbox.demo.google_calls import GoogleCalls, in_short
from worker.sandbox.demo.mailbox import Mailbox
from worker.sandbox.demo.people import Person, named

Json = dict[str, Any]


@dataclass(slots=True)
class Agents:
    publisher: Publisher
    topics: Topics
    mailbox: Mailbox
    calls: GoogleCalls
    sent: int = 0
    """How many commands went out."""

    async def ask(self, card: Card, body: Json, says: str) -> Answer:
        """Send one command and return its result."""
        (answer,) = await self.ask_together(card, ((body, says),))
        return answer

    async def ask_together(self, card: Card, commands: Iterable[tuple[Json, str]]) -> list[Answer]:
        """Send commands at the same moment, under no key: nothing orders them. Return their results."""
        records = [self._record(body) for body, _ in commands]
        for body, says in commands:
            card.message(Way.COMMAND, f"{body['type']}  {says}")
        async with asyncio.TaskGroup() as tasks:
            for record in records:
                tasks.create_task(self.publisher.publish(record))
        self.sent += len(records)
        answers = [Answer(await self._result(record)) for record in records]
        await self.show_calls(card)
        several = len({answer.body.get("user_id") for answer in answers}) > 1
        for answer in answers:
            card.message(Way.RESULT, result_line(answer, with_user=several), answer.status)
        return answers

    def changes_of(self, event_id: str, kind: str) -> int:
        """Return how many records told of such a change until now."""
        return len(self.mailbox.holding(partial(is_change, event_id, kind)))

    async def show_change(self, card: Card, event_id: str, kind: str) -> Answer:
        """Wait for the change of one event, and return it."""
        (record,) = await self.mailbox.wait_for(partial(is_change, event_id, kind))
        change = Answer(record)
        card.message(Way.CHANGE, change_line(change))
        return change

    async def show_calls(self, card: Card) -> None:
        """Show what the worker asked of Google meanwhile, if anything."""
        if calls := in_short(await self.calls.fresh()):
            card.message(Way.GOOGLE, calls)

    def _record(self, body: Json) -> Outgoing:
        return Outgoing(
            topic=self.topics.of_group(GROUP_OF[body["type"]]),
            key=None,
            value=orjson.dumps(body),
            headers=((CORRELATION, uuid.uuid4().hex.encode()),),
        )

    async def _result(self, command: Outgoing) -> Record:
        wanted = dict(command.headers)[CORRELATION]
        (record,) = await self.mailbox.wait_for(
            lambda record: Answer(record).headers.get(CORRELATION) == wanted
        )
        return record


def command(kind: str, user: Person, **fields: Any) -> Json:
    """Return a command of a user's agent, under a fresh id."""
    names = {"type": kind, "command_id": uuid.uuid4().hex, "user_id": user.email, "locale": "en"}
    return names | fields


def is_change(event_id: str, kind: str, record: Record) -> bool:
    change = Answer(record)
    return change.headers.get("ce_type") == kind.encode() and change.body["event_id"] == event_id


def result_line(answer: Answer, *, with_user: bool = False) -> str:
    line = answer.status if answer.code is None else f"{answer.status}: {answer.code}"
    return f"{line}  {named(answer.body['user_id']).name}" if with_user else line


def change_line(change: Answer) -> str:
    kind = (
        (change.headers.get("ce_type") or b"").decode().removeprefix("vai.calendar.").removeprefix("event.")
    )
    events = (change.body.get(name) for name in ("after", "before", "event"))
    title = next((event["title"] for event in events if event), "")
    return f"{kind}  {title}".rstrip()
