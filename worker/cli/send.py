"""`vai-calendar send`: one command, and its result. Exit codes tell a script how it went."""

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Console

from worker.cli import start
from worker.cli.command_body import command_body
from worker.cli.exchange import addressed, ask
from worker.cli.screen import Screen
from worker.errors import Misconfigured, TopicMissing
from worker.kafka.client import following
from worker.kafka.producer import KafkaPublisher
from worker.messages.commands.known import GROUP_OF, SERVED
from worker.messages.topics import Topics
from worker.ports.publisher import Outgoing
from worker.settings.kafka_connection import kafka_connection
from worker.settings.model import Kafka, KafkaPart

SUCCEEDED = 0
NOT_DONE = 1
"""Rejected or failed."""
TIMED_OUT = 3

Json = dict[str, Any]


async def send(
    file: Path | None = None,
    /,
    *,
    command_type: Annotated[str | None, Parameter(name="--type")] = None,
    user: str | None = None,
    sets: Annotated[tuple[str, ...], Parameter(name="--set", negative=(), show_default=False)] = (),
    key: str | None = None,
    timeout: Annotated[float, Parameter(name="--timeout")] = 90.0,  # noqa: ASYNC109  (an option, not a parameter of ours)
) -> int:
    """Send a command, wait for its result, show it, and return the exit code.

    Parameters
    ----------
    file
        A file with the command as JSON; `-` reads standard input.
    command_type
        The command's `type`.
    user
        The command's `user_id`.
    sets
        One more field, as `name=value` or `outer.name=value`. The value is JSON, or else a string.
    key
        The record's key, which orders commands; the user by default.
    timeout
        How many seconds to wait for the result.

    """
    body = command_body(await text_of(file), {"type": command_type, "user_id": user}, sets)
    kafka = start.settings(KafkaPart).kafka
    topics = Topics(kafka.topic_prefix)
    command = addressed(topic_of(body, topics), key or user_of(body), body)
    screen = Screen(Console())
    try:
        async with asyncio.timeout(timeout):
            result = await exchanged(kafka, topics, command)
    except TimeoutError:
        sys.stderr.write(f"vai-calendar: no result of {body['command_id']} within {timeout:g} s\n")
        return TIMED_OUT
    screen.result(result)
    return SUCCEEDED if result.get("status") == "succeeded" else NOT_DONE


def user_of(body: Json) -> str | None:
    user = body.get("user_id")
    return user if isinstance(user, str) else None


async def text_of(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return await asyncio.to_thread(file.read_text, "utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file} cannot be read: {error}") from error


def topic_of(body: Json, topics: Topics) -> str:
    wanted = body.get("type")
    group = GROUP_OF.get(str(wanted))
    if group is None:
        problem = "`--type` is missing" if wanted is None else f"unknown type {wanted}"
        raise Misconfigured(f"{problem}; known are {', '.join(map(marked, GROUP_OF))}")
    return topics.of_group(group)


def marked(command_type: str) -> str:
    return command_type if command_type in SERVED else f"{command_type} (not served yet)"


async def exchanged(kafka: Kafka, topics: Topics, command: Outgoing) -> Json:
    connection = kafka_connection(kafka)
    async with AsyncExitStack() as stack:
        answers = await stack.enter_async_context(following(connection, (topics.results,)))
        publisher = await stack.enter_async_context(KafkaPublisher.to(connection))
        try:
            return await ask(publisher, answers, command)
        except TopicMissing as error:
            raise Misconfigured(f"no topic {command.topic}: `vai-calendar topics create` makes it") from error
