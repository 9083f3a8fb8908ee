"""Records made by hand."""

from datetime import UTC, datetime

from worker.engine.record import Record

TOPIC = "vai.calendar.commands.schedule"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def record(
    offset: int,
    key: bytes | None = b"user",
    value: bytes | None = b"{}",
    *,
    partition: int = 0,
    topic: str = TOPIC,
    timestamp: datetime = NOW,
    headers: tuple[tuple[str, bytes], ...] = (),
) -> Record:
    return Record(
        topic=topic,
        partition=partition,
        offset=offset,
        timestamp=timestamp,
        key=key,
        value=value,
        headers=headers,
    )
