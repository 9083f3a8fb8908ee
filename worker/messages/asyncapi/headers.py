"""What the records' headers hold, as schemas: bytes on the wire, UTF-8 text unless said otherwise."""

from collections.abc import Mapping
from typing import Any, Final

from worker.messages.asyncapi.components import PLACE
from worker.messages.cloud_events import CONTENT_TYPE, SOURCE
from worker.messages.headers import CORRELATION, REPLY_PARTITION, REPLY_TOPIC, TRACEPARENT, TRACESTATE

Json = dict[str, Any]

COMMAND: Final = "CommandHeaders"
RECORD: Final = "RecordHeaders"
RESULT: Final = "ResultHeaders"
DEAD_LETTER: Final = "DeadLetterHeaders"
REPLY_FALLBACK: Final = "x-reply-fallback"


def _text(description: str, **more: Any) -> Json:
    return {"type": "string", "description": description, **more}


def _bytes(description: str) -> Json:
    return _text(description, format="binary")


_TRACE: Final = {
    TRACEPARENT: _text(
        "W3C trace context, carried into the result and the changes.",
        pattern="^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
    ),
    TRACESTATE: _text("W3C trace state; without a good `traceparent` it is dropped.", maxLength=512),
}
_ASKED: Final = {
    REPLY_TOPIC[0]: _text(
        "The topic to answer on instead of the results topic. It has to be on the worker's allow-list, or "
        "the answer is `reply_topic_not_allowed`, on the results topic."
    ),
    REPLY_TOPIC[1]: _text("The same under Spring's name; `reply-to` comes first."),
    REPLY_PARTITION: _bytes("The partition to answer on: an int32, four bytes in big-endian order."),
    CORRELATION[0]: _bytes("Opaque, at most 4,096 bytes: comes back unchanged under the same name."),
    CORRELATION[1]: _bytes("The same under Spring's name."),
    **_TRACE,
}
_CLOUD_EVENT: Final = {
    "ce_specversion": _text("CloudEvents 1.0, Kafka binary mode.", const="1.0"),
    "ce_id": _text("A UUID that tells a repeat, which has the same one, from a new record.", format="uuid"),
    "ce_source": _text("Where it comes from.", const=SOURCE),
    "ce_type": _text("What kind of record it is."),
    "ce_subject": _text("What it is about: a command, an event, a calendar or an account."),
    "ce_time": _text("When it came to be, in UTC.", format="date-time"),
    "ce_dataschema": _text("The schema of the value and its version, a URN."),
    "content-type": _text("The value is one JSON object in UTF-8.", const=CONTENT_TYPE),
}
_ECHOED: Final = {
    **{name: _bytes("As the command's record had it.") for name in CORRELATION},
    REPLY_FALLBACK: _text("The reply topic asked for, where it or its partition is not there."),
}
_OURS: Final = {
    "original-topic": _text("Where the record was read."),
    "original-partition": _text("Decimal.", pattern="^[0-9]+$"),
    "original-offset": _text("Decimal.", pattern="^[0-9]+$"),
    "original-timestamp": _text("Kafka's, in UTC.", format="date-time"),
    "reason": _text(
        "`too_large`, `not_json`, `not_an_object`, `no_command_id`, `internal` or `result_too_large`."
    ),
    "detail": _text("More about it, in English, without anything of the value."),
    "attempts": _text("How often it was tried, decimal.", pattern="^[0-9]+$"),
    "failed-at": _text("When it was given up, in UTC.", format="date-time"),
    "worker-version": _text("The version of the worker that gave it up."),
    "replay-count": _text("How often it was replayed before, decimal.", pattern="^[0-9]+$"),
}
_FINGERPRINT: Final = "^sha256=[0-9a-f]{64};length=[0-9]+$"
_LEFT_OUT: Final = {
    "x-dlq-truncated": _text("There if the value did not fit and is null.", pattern=_FINGERPRINT),
    "x-dlq-redacted": _text("There if the value could hold a secret and is null.", pattern=_FINGERPRINT),
}
_SPRINGS: Final = {
    "original-topic": _text("As `x-dlq-original-topic`."),
    "original-partition": _bytes("An int32, big-endian."),
    "original-offset": _bytes("An int64, big-endian."),
    "original-timestamp": _bytes("Milliseconds since 1970, an int64, big-endian."),
    "original-timestamp-type": _text("`CreateTime`, `LogAppendTime` or `NoTimestampType`."),
    "original-consumer-group": _text("The group of the worker."),
    "exception-fqcn": _text("The class of the error."),
    "exception-message": _text("Reason and detail."),
}
_SPRINGS_OF_A_DEFECT: Final = {
    "exception-cause-fqcn": _text("The class of what the error was raised from."),
    "exception-stacktrace": _text("Lines of code, without the error's message."),
}


def header_schemas() -> dict[str, Json]:
    """Return the headers that many messages share, by component name."""
    ours = {f"x-dlq-{name}": schema for name, schema in _OURS.items()}
    springs = {f"kafka_dlt-{name}": schema for name, schema in _SPRINGS.items()}
    sometimes = {f"kafka_dlt-{name}": schema for name, schema in _SPRINGS_OF_A_DEFECT.items()}
    return {
        COMMAND: _object({}, _ASKED),
        RECORD: _object(_CLOUD_EVENT, _TRACE),
        RESULT: {"type": "object", "allOf": [{"$ref": PLACE + RECORD}, _object({}, _ECHOED)]},
        DEAD_LETTER: _object({**ours, **springs}, {**sometimes, **_LEFT_OUT}),
    }


def headers_of(kind: str, ce_type: str, urn: str) -> Json:
    """Return the headers of one kind of record: those that all have, and what tells it from others."""
    own = {"ce_type": {"const": ce_type}, "ce_dataschema": {"const": urn}}
    return {"type": "object", "allOf": [{"$ref": PLACE + kind}, _object(own, {})]}


def _object(always: Mapping[str, Json], sometimes: Mapping[str, Json]) -> Json:
    return {"type": "object", "properties": {**always, **sometimes}, "required": list(always)}
