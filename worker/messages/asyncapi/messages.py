"""One message for every type of record: what it means, what it carries, and what it looks like."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from worker.domain.changes import ChangeKind
from worker.messages.asyncapi import headers
from worker.messages.asyncapi.components import PLACE, URN, Components
from worker.messages.changes.known import PUBLISHED
from worker.messages.changes.snapshot import SNAPSHOT
from worker.messages.commands.known import COMMANDS

Json = dict[str, Any]

PUBLISHED_MARK: Final = "x-published"
"""The extension that says whether this version carries a command out, or publishes a change."""
NOT_PUBLISHED: Final = "**This version does not publish it yet**; its form is settled. "
DEAD_LETTER: Final = "dead_letter"
BINDING: Final = "0.5.0"
"""The version of AsyncAPI's Kafka bindings."""
EVENT_KINDS: Final = (*ChangeKind, SNAPSHOT)
MEANINGS: Final = {
    "vai.calendar.event.created": "An event is there that was not: `before` is null.",
    "vai.calendar.event.updated": "An event changed, but not its time; `changed` names what.",
    "vai.calendar.event.moved": "An event has another time, whatever else changed.",
    "vai.calendar.event.cancelled": "An event was cancelled or deleted: `after` is null.",
    "vai.calendar.event.responded": "Nothing changed but what attendees answered.",
    "vai.calendar.event.snapshot": (
        "The present state of an event, told anew by a `full` synchronisation: nothing happened to it."
    ),
}
"""Of the types that share a schema; the others' meaning is that of their schema."""
_KEY_OF_A_COMMAND: Final = (
    "The ordering key: records with the same key on one topic are handled one at a time and in order, "
    "all others side by side; without a key there is no order. Good keys are the user or the conversation."
)
_KEY_OF_A_CHANGE: Final = (
    "`user_id/calendar_id`; without a calendar `user_id`. One calendar's changes stay in order."
)


@dataclass(frozen=True, slots=True)
class Example:
    """One record of `schemas/examples/`."""

    name: str
    payload: Json
    headers: Mapping[str, str] = field(default_factory=dict)


Examples = Mapping[str, Sequence[Example]]
"""By the schema that they belong to."""


def messages(schemas: Components, examples: Examples) -> dict[str, Json]:
    """Return every message by name; its prefix says which way it goes."""
    return dict(_messages(schemas, examples))


def _messages(schemas: Components, examples: Examples) -> Iterator[tuple[str, Json]]:
    for document in schemas.name_of:
        folder, _, name = document.partition("/")
        if folder == "commands":
            yield f"command.{name}", _command(name, schemas, examples.get(document, ()))
        elif folder == "results":
            yield f"result.{name}", _result(name, schemas, examples.get(document, ()))
        elif folder == "changes":
            for ce_type in ce_types(name):
                fitting = [each for each in examples.get(document, ()) if each.headers["ce_type"] == ce_type]
                yield change_name(ce_type), _change(ce_type, document, schemas, fitting)
    yield DEAD_LETTER, _dead_letter()


def ce_types(change: str) -> tuple[str, ...]:
    """Return the types of the records that the schema of a change describes."""
    if change == "event":
        return tuple(f"vai.calendar.event.{kind}" for kind in EVENT_KINDS)
    return (f"vai.calendar.{change.replace('_', '.', 1)}",)


def change_name(ce_type: str) -> str:
    return f"change.{ce_type.removeprefix('vai.calendar.').replace('.', '_')}"


def _command(name: str, schemas: Components, examples: Sequence[Example]) -> Json:
    document = f"commands/{name}"
    meaning = COMMANDS[name].__doc__ or ""
    return {
        "name": name,
        "title": name,
        "summary": meaning.partition("\n")[0],
        "description": meaning.strip(),
        "contentType": "application/json",
        "headers": {"$ref": PLACE + headers.COMMAND},
        "payload": schemas.ref(document),
        "correlationId": {"$ref": "#/components/correlationIds/command_id"},
        "bindings": _key(_KEY_OF_A_COMMAND),
        "examples": [{"name": each.name, "payload": each.payload} for each in examples],
    }


def _result(name: str, schemas: Components, examples: Sequence[Example]) -> Json:
    whose = "a record whose type is not known" if name == "unknown" else f"`{name}`"
    return {
        **_record(f"vai.calendar.result.{name}", f"results/{name}", schemas, headers.RESULT, examples),
        "summary": f"What became of {whose}.",
        "description": (
            f"What became of {whose}: `status` says how it ended, `message` says it to a person, "
            "`error.code` to a program. A repeat of a command gets the same value and the same `ce_` headers."
        ),
        "correlationId": {"$ref": "#/components/correlationIds/command_id"},
        "bindings": _key("The key of the command's record."),
    }


def _change(ce_type: str, document: str, schemas: Components, examples: Sequence[Example]) -> Json:
    meaning = MEANINGS.get(ce_type) or schemas.schemas[schemas.name_of[document]].get("description", ce_type)
    is_published = document.partition("/")[2] in PUBLISHED
    return {
        **_record(ce_type, document, schemas, headers.RECORD, examples),
        "summary": meaning,
        "description": meaning if is_published else NOT_PUBLISHED + meaning,
        "bindings": _key(_KEY_OF_A_CHANGE),
        PUBLISHED_MARK: is_published,
    }


def _record(ce_type: str, document: str, schemas: Components, kind: str, examples: Sequence[Example]) -> Json:
    urn = schemas.schemas[schemas.name_of[document]][URN]
    return {
        "name": ce_type,
        "title": ce_type,
        "contentType": "application/json",
        "headers": headers.headers_of(kind, ce_type, urn),
        "payload": schemas.ref(document),
        "examples": [
            {"name": each.name, "headers": dict(each.headers), "payload": each.payload} for each in examples
        ],
    }


def _dead_letter() -> Json:
    return {
        "name": DEAD_LETTER,
        "title": DEAD_LETTER,
        "summary": "A record that could not be handled.",
        "description": (
            "The record's own key, value and headers, and in further headers what happened. The value is "
            "what was sent, which need not be JSON; it is null where `x-dlq-truncated` or `x-dlq-redacted` "
            "says why."
        ),
        "contentType": "application/octet-stream",
        "headers": {"$ref": PLACE + headers.DEAD_LETTER},
        "payload": {"description": "Any bytes, or null."},
        "bindings": _key("The key of the record that could not be handled."),
    }


def _key(description: str) -> Json:
    return {"kafka": {"key": {"type": "string", "description": description}, "bindingVersion": BINDING}}
