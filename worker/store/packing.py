"""Headers and reply addresses as bytes in a column.

Names and values of Kafka headers are any bytes, which no text type of the database takes; so
values are base64 in a JSON array, and equal ones give equal bytes.
"""

from base64 import b64decode, b64encode

import orjson

from worker.ports.commands import Headers, ReplyTo


def pack_headers(headers: Headers) -> bytes:
    return orjson.dumps([[name, encoded(value)] for name, value in headers])


def unpack_headers(packed: bytes) -> Headers:
    return tuple((name, b64decode(value)) for name, value in orjson.loads(packed))


def pack_reply(reply: ReplyTo) -> bytes:
    """Pack it; without a source as it was before there was one, because these bytes are compared."""
    key = None if reply.key is None else encoded(reply.key)
    headers = [[name, encoded(value)] for name, value in reply.headers]
    source = [] if reply.source is None else [reply.source]
    return orjson.dumps([key, reply.topic, reply.partition, headers, *source])


def unpack_reply(packed: bytes) -> ReplyTo:
    key, topic, partition, headers, *source = orjson.loads(packed)
    return ReplyTo(
        key=None if key is None else b64decode(key),
        topic=topic,
        partition=partition,
        headers=tuple((name, b64decode(value)) for name, value in headers),
        source=tuple(source[0]) if source else None,
    )


def encoded(value: bytes) -> str:
    return b64encode(value).decode("ascii")
