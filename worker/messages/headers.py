"""What the headers of a command's record ask for: where to answer, and what to echo.

Headers only add to a body, so a header that makes no sense is as good as none; one that is
out of all proportion makes no sense, because what is echoed must leave room for a result. Of
headers that are given twice the last counts, as in Kafka's own clients. Correlation ids are
opaque bytes: they are never decoded.
"""

import re
import struct
from collections.abc import Mapping, Sequence
from typing import Final

from worker.ports.commands import Headers, ReplyTo

REPLY_TOPIC: Final = ("reply-to", "kafka_replyTopic")
REPLY_PARTITION: Final = "kafka_replyPartition"
CORRELATION: Final = ("correlation-id", "kafka_correlationId")
LONGEST_CORRELATION: Final = 4096
"""Bytes. Cut short it would be another id, so a longer one is not echoed at all."""
TRACEPARENT: Final = "traceparent"
TRACESTATE: Final = "tracestate"
TRACE: Final = (TRACEPARENT, TRACESTATE)
_PARTITION: Final = struct.Struct(">i")
# Both as W3C Trace Context has them: a version, a trace and a span that are not nothing, flags.
_TRACEPARENT: Final = re.compile(
    rb"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
)
_TRACESTATE: Final = re.compile(rb"[\t\x20-\x7e]{1,512}")

RawHeaders = Sequence[tuple[str, bytes | None]]


def reply_to(key: bytes | None, headers: RawHeaders) -> ReplyTo:
    """Read the headers of a record with this key."""
    given = {name: value for name, value in headers if value is not None}
    return ReplyTo(
        key=key,
        topic=_topic(given),
        partition=_partition(given.get(REPLY_PARTITION)),
        headers=(*_correlation(given), *_trace(given)),
    )


def trace_of(reply: ReplyTo) -> Headers:
    """Return the W3C trace context of the record that asked, for other records that come of it."""
    return tuple((name, value) for name, value in reply.headers if name in TRACE)


def without_trace(headers: Headers) -> Headers:
    return tuple((name, value) for name, value in headers if name not in TRACE)


def _correlation(given: Mapping[str, bytes]) -> Headers:
    present = ((name, given[name]) for name in CORRELATION if name in given)
    return tuple((name, value) for name, value in present if len(value) <= LONGEST_CORRELATION)


def _trace(given: Mapping[str, bytes]) -> Headers:
    """Return the trace context. Without a good `traceparent` the state belongs to no trace."""
    parent, state = given.get(TRACEPARENT, b""), given.get(TRACESTATE, b"")
    if not _TRACEPARENT.fullmatch(parent):
        return ()
    return ((TRACEPARENT, parent), *(((TRACESTATE, state),) if _TRACESTATE.fullmatch(state) else ()))


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
