"""Looks for secrets wherever a worker leaves words: topics, logs, metrics, the database, reprs."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import asyncpg
import orjson
from aiohttp import ClientSession

from tests.support.agent import Agent
from worker.engine.record import Record
from worker.sandbox.child_process import ChildProcess

Place = tuple[str, bytes]
"""Where something was written, and what."""

SHAPES: Mapping[str, re.Pattern[bytes]] = {
    "an access token": re.compile(rb"ya29\.local-[\w-]{16}"),
    "an authorization code": re.compile(rb"4/0A[\w-]{16}"),
    "a refresh token": re.compile(rb"1//0l[\w-]{16}"),
    "an assertion": re.compile(rb"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\."),
    "a private key": re.compile(rb"BEGIN (RSA )?PRIVATE KEY"),
}
"""What is made while the worker runs, and known by its looks only."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Planted secrets, by what they are."""

    planted: Mapping[str, str] = field(repr=False)

    def found_in(self, places: Iterable[Place]) -> list[str]:
        """Return which secret is where, never the secret itself."""
        return [f"{name} in {where}" for where, text in places for name in self._named_in(text)]

    def _named_in(self, text: bytes) -> Iterator[str]:
        for name, secret in self.planted.items():
            if any(spelling in text for spelling in spellings(secret)):
                yield name
        yield from (name for name, shape in SHAPES.items() if shape.search(text))


def spellings(secret: str) -> set[bytes]:
    """Return the secret as it is, in an address, in JSON and in base64."""
    raw = secret.encode()
    return {raw, quote(secret, safe="").encode(), orjson.dumps(secret)[1:-1], base64.b64encode(raw)}


def published(agent: Agent) -> Iterator[Place]:
    """Yield what the worker published, without what a dead letter has to preserve."""
    commands = agent.stage.topics.commands
    sources = {place_of(record): record for record in agent.seen if record.topic in commands}
    for record in agent.seen:
        if record.topic not in commands:
            yield from words_of(record, sources)


def place_of(record: Record) -> tuple[bytes, bytes, bytes]:
    return record.topic.encode(), str(record.partition).encode(), str(record.offset).encode()


def words_of(record: Record, sources: Mapping[tuple[bytes, bytes, bytes], Record]) -> Iterator[Place]:
    where, headers = f"{record.topic} {record.offset}", dict(record.headers)
    origin = tuple(headers.get(f"x-dlq-original-{part}", b"") for part in ("topic", "partition", "offset"))
    source = sources.get((origin[0], origin[1], origin[2]))
    preserved = {*source.headers} if source else set()
    if source is None or record.value != source.value:
        yield f"value of {where}", record.value or b""
    yield f"key of {where}", record.key or b""
    for name, value in record.headers:
        if (name, value) not in preserved:
            yield f"header {name} of {where}", name.encode() + b"=" + value


def logged(process: ChildProcess) -> Iterator[Place]:
    for number, line in enumerate(process.log.read_bytes().splitlines(), start=1):
        yield f"line {number} of the log", line


async def measured(process: ChildProcess) -> list[Place]:
    """Return what Prometheus would read; the port is the one that the worker's log names."""
    lines = [orjson.loads(line) for line in process.log.read_bytes().splitlines() if line.startswith(b"{")]
    (port,) = {line["http_port"] for line in lines if "http_port" in line}
    async with (
        ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/metrics") as response,
    ):
        return [("the metrics", await response.read())]


async def stored(url: str) -> list[Place]:
    """Return every value of every row of every table."""
    connection: Any = await asyncpg.connect(url)
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [
            (f"{name}.{column}", value if isinstance(value, bytes) else str(value).encode())
            for (name,) in tables
            for row in await connection.fetch(f'SELECT * FROM "{name}"')  # noqa: S608  (its own names)
            for column, value in row.items()
        ]
    finally:
        await connection.close()


def shown(root: object) -> Iterator[Place]:
    """Yield the repr of everything that can be reached from an object through the worker's own classes."""
    seen: set[int] = set()
    waiting: list[object] = [root]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, (str, bytes, int, float, type(None), type)):
            continue
        seen.add(id(one))
        waiting += parts_of(one)
        if not isinstance(one, (dict, list, tuple, set, frozenset)):
            yield f"repr of {type(one).__qualname__}", f"{one!r} {one!s}".encode()


def parts_of(one: object) -> list[object]:
    """Return what an object holds; of other people's objects we ask only how they show themselves."""
    if isinstance(one, dict):
        return [*one.keys(), *one.values()]
    if isinstance(one, (list, tuple, set, frozenset)):
        return list(one)
    bound = getattr(one, "__self__", None)
    if not type(one).__module__.startswith("worker."):
        return [bound] if bound is not None else []
    names = [name for kind in type(one).__mro__ for name in getattr(kind, "__slots__", ())]
    names += list(getattr(one, "__dict__", {}))
    return [getattr(one, name, None) for name in names if not name.startswith("__")]
