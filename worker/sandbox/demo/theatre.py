"""What a scene has at hand: agents on Kafka, the calendars, and the week it plays in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from worker.kafka.client import following
from worker.kafka.producer import KafkaPublisher
from worker.sandbox.demo.agents import Agents
from worker.sandbox.demo.calendars import Calendars
from worker.sandbox.demo.google_calls import GoogleCalls
from worker.sandbox.demo.mailbox import Mailbox
from worker.sandbox.demo.week import Week
from worker.sandbox.stage import Stage


@dataclass(frozen=True, slots=True)
class Theatre:
    agents: Agents
    calendars: Calendars
    week: Week


@asynccontextmanager
async def theatre_on(stage: Stage, now: datetime) -> AsyncIterator[Theatre]:
    """Give everybody an empty calendar, and begin to read what the worker says."""
    topics, control = stage.topics, stage.google.control
    calendars = Calendars(control)
    await calendars.open()
    async with (
        following(stage.connection, (topics.results, topics.changes, topics.dead_letters)) as arriving,
        KafkaPublisher.to(stage.connection) as publisher,
        asyncio.TaskGroup() as tasks,
    ):
        mailbox = Mailbox()
        reading = tasks.create_task(mailbox.fill(arriving))
        agents = Agents(publisher, topics, mailbox, GoogleCalls(control))
        yield Theatre(agents, calendars, Week.after(now))
        reading.cancel()
