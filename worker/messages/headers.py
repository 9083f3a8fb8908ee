"""What the headers of a command's record ask for: where to answer, and what to echo.

Headers only add to a body, so a header that makes no sense is as good as none. Of headers
that are given twice the last counts, as in Kafka's own clients. Correlation ids are opaque
bytes: they are never decoded.
"""

import struct
from collections.abc import Mapping, Sequence
from typing import Final

from worker.ports.commands import Headers, ReplyTo

REPLY_TOPIC: Final = ("reply-to", "kafka_replyTopic")
REPLY_PARTITION: Final = "kafka_replyPartition"
TRACE: Final = ("traceparent", "tracestate")
ECHOED: Final = ("correlation-id", "kafka_correlationId", *TRACE)
_PARTITION: Final = struct.Struct(">i")

RawHeaders = Sequence[tuple[str, bytes | None]]


def reply_to(key: bytes | None, headers: RawHeaders) -> ReplyTo:
    """Read the headers of a record with this key."""
    given = {name: value for name, value in headers if value is not None}
    return ReplyTo(
        key=key,
        topic=_topic(given),
        partition=_partition(given.get(REPLY_PARTITION)),
        headers=tuple((name, given[name]) for name in ECHOED if name in given),
    )


def trace_of(reply: ReplyTo) -> Headers:
    """Return the W3C trace context of the record that asked, for other records that come of it."""
    return tuple((name, value) for name, value in reply.headers if name in TRACE)


def _topic(given: Mapping[str, bytes]) -> str | None:
    """Return the topic asked for. Bytes that are no text name no topic, and match no allow-list."""
    raw = next((given[name] for name in REPLY_TOPIC if given.get(name)), b"")
    return raw.decode(errors="replace") or None


def _partition(raw: bytes | None) -> int | None:
    """Return a partition, or None where the header is no int32 in big-endian order, or negative."""
    if raw is None or len(raw) != _PARTITION.size:
        return None
    number: int = _PARTITION.unpack(raw)[0]
    return number if number >= 0 else None
