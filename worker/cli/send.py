"""`vai-calendar send`: one command, and its result. Exit codes tell a script how it went."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import orjson
from cyclopts import Parameter
from rich.console import Console

from worker.cli import start
from worker.cli.command_body import command_body
from worker.cli.screen import Screen
from worker.client.answer import Unsettled
from worker.client.calendar_client import CalendarClient
from worker.client.command import Command
from worker.client.resending import Resending
from worker.engine.record import Record
from worker.errors import Misconfigured
from worker.messages.commands.known import GROUP_OF
from worker.messages.results.result import NoData
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
    command = as_it_is(body)
    screen = Screen(Console())
    result = await answered(kafka, command, key or None, timedelta(seconds=timeout))
    if result is None:
        sys.stderr.write(f"vai-calendar: no result of {body['command_id']} within {timeout:g} s\n")
        return TIMED_OUT
    screen.result(result)
    return SUCCEEDED if result.get("status") == "succeeded" else NOT_DONE


def as_it_is(body: Json) -> Command[NoData]:
    """Return a command that nobody has checked: the worker's answer is what its sender came for."""
    user = body.get("user_id")
    return Command(
        type=known_type(body),
        command_id=body["command_id"],
        user_id=user if isinstance(user, str) else None,
        value=orjson.dumps(body),
        data=NoData,
    )


async def text_of(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return await asyncio.to_thread(file.read_text, "utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file} cannot be read: {error}") from error


def known_type(body: Json) -> str:
    """Return the type, which says where the command belongs."""
    wanted = body.get("type")
    if str(wanted) not in GROUP_OF:
        problem = "`--type` is missing" if wanted is None else f"unknown type {wanted}"
        raise Misconfigured(f"{problem}; known are {', '.join(GROUP_OF)}")
    return str(wanted)


async def answered(kafka: Kafka, command: Command[NoData], key: str | None, within: timedelta) -> Json | None:
    """Send it once, and return its result if one comes in time."""
    connection = kafka_connection(kafka)
    calendar = CalendarClient(
        connection.bootstrap_servers,
        security=connection.security,
        topic_prefix=kafka.topic_prefix,
        tell_of_delays=False,
        resending=Resending(most=0),
    )
    try:
        async with asyncio.timeout(within.total_seconds()), calendar:
            return result_of(await calendar.ask_for_record(command, within=within, key=key))
    except TimeoutError:
        return None


def result_of(answer: Record | Unsettled[NoData]) -> Json | None:
    result: Json | None = None if isinstance(answer, Unsettled) else orjson.loads(answer.value or b"null")
    return result
