"""`vai-calendar tail`: what the worker says, as it says it."""

from enum import StrEnum
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from worker.cli import start
from worker.cli.screen import Screen
from worker.kafka.client import following
from worker.messages.topics import Topics
from worker.settings.kafka_connection import kafka_connection
from worker.settings.model import KafkaPart


class Stream(StrEnum):
    RESULTS = "results"
    CHANGES = "changes"
    DEAD_LETTERS = "dead-letters"


async def tail(*streams: Stream, from_beginning: Annotated[bool, Parameter(negative=())] = False) -> None:
    """Follow results, changes and dead letters until interrupted.

    Parameters
    ----------
    streams
        Which of them; all by default.
    from_beginning
        Begin with the oldest record that Kafka still has, instead of the next one.

    """
    kafka = start.settings(KafkaPart).kafka
    names = [topic(stream, Topics(kafka.topic_prefix)) for stream in streams or Stream]
    screen = Screen(Console())
    async with following(kafka_connection(kafka), names, from_beginning=from_beginning) as records:
        async for record in records:
            screen.record(record)


def topic(stream: Stream, topics: Topics) -> str:
    match stream:
        case Stream.RESULTS:
            return topics.results
        case Stream.CHANGES:
            return topics.changes
        case Stream.DEAD_LETTERS:
            return topics.dead_letters
