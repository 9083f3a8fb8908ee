from collections.abc import AsyncIterator
from datetime import UTC, datetime

import orjson
import pytest

from worker.cli.exchange import addressed, ask
from worker.engine.record import Record
from worker.ports.publisher import Outgoing


class Line:
    """A worker that answers what was published, after answers for others."""

    def __init__(self) -> None:
        self.published: list[Outgoing] = []

    async def publish(self, record: Outgoing) -> None:
        self.published.append(record)

    async def answers(self) -> AsyncIterator[Record]:
        yield answer(b"{}", ())
        yield answer(b"{}", (("correlation-id", b"another"),))
        for command in self.published:
            yield answer(b'{"status": "succeeded"}', command.headers)


def answer(value: bytes, headers: tuple[tuple[str, bytes], ...]) -> Record:
    return Record("results", 0, 0, datetime(2026, 3, 30, tzinfo=UTC), None, value, headers)


async def test_returns_the_result_of_its_own_command() -> None:
    line = Line()
    command = addressed("commands", "ana", {"type": "check_availability"})

    assert await ask(line, line.answers(), command) == {"status": "succeeded"}
    assert line.published == [command]


def test_every_command_has_a_correlation_of_its_own() -> None:
    first, second = (addressed("commands", None, {}) for _ in range(2))

    assert first.headers != second.headers


@pytest.mark.parametrize(("key", "sent"), [("ana@example.com", b"ana@example.com"), (None, None)])
def test_addresses_the_record(key: str | None, sent: bytes | None) -> None:
    record = addressed("commands", key, {"title": "Întâlnire"})

    assert (record.topic, record.key) == ("commands", sent)
    assert orjson.loads(record.value or b"") == {"title": "Întâlnire"}
