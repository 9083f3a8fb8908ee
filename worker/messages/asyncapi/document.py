"""The AsyncAPI document: the whole wire in one file, from the side of whoever talks to the worker.

It is made from the JSON Schemas of `worker.messages.schemas` and adds what they cannot say:
topics, keys, headers, and which answer belongs to which question.
"""

from typing import Any, Final

from worker.messages.asyncapi.channels import channels, prefix
from worker.messages.asyncapi.components import components
from worker.messages.asyncapi.headers import header_schemas
from worker.messages.asyncapi.messages import Examples, messages
from worker.messages.asyncapi.operations import operations
from worker.messages.cloud_events import CONTENT_TYPE, SCHEMA_VERSION, SOURCE
from worker.messages.schemas import documents

Json = dict[str, Any]

VERSION: Final = "3.1.0"
DESCRIPTION: Final = """\
The worker keeps the meetings that AI agents promise: it reads commands from Kafka, looks into Google
Calendar, books, and publishes what became of each command and what happened to the calendars. This
document is written from the side of a client, so a client sends commands and receives the rest;
`x-published: false` marks the changes that this version does not publish yet.

**Sending.** The value is one JSON object in UTF-8 of at most 256 KiB, on the topic of its type; headers
are optional, and everything else is in the schema of the command. An unknown field is refused by name.
The `camelCase` names in the descriptions are accepted too, and a null counts as absent.

**Key and order.** Records with one key on one topic are handled one at a time and in order, all others
side by side. Between topics and between keys there is no order: wait for a result before sending a
command that depends on it.

**Sent twice, done once.** `command_id` is the idempotency key, unique per `user_id` and remembered for
30 days unless set otherwise. A repeat gets the same result, byte for byte; the same id with another
body is `command_id_reused`.

**Results.** Every command that can be answered gets one: `succeeded` (done, or done already),
`rejected` (a clear no that repeating will not change) or `failed` (not now; `error.retryable` says
whether a new command makes sense). It carries the `command_id` and goes to the results topic under the
command's key, or where `reply-to` says. A result that would be a guess is withheld until the outcome is
known, and `vai.calendar.command.delayed` on the changes topic tells so.

**Reading.** `ce_type` says what a record is, `ce_dataschema` names its schema, and the same `ce_id`
again is a repeat. Results and changes grow by new fields only: ignore those you do not know.

**Times.** In: RFC 3339 with an offset, or `{"local", "time_zone"}`. Out: instants in UTC, and for
people an object with `utc`, `local`, `time_zone` and `text`.

**Dead letters.** A value that is longer than 256 KiB, is no JSON object or has no usable `command_id`
has nobody to answer to: it gets no result, and goes to the dead letters. So does a command that is
answered `internal`.
"""


def document(examples: Examples) -> Json:
    """Return the document, with these examples in it."""
    schemas = components(documents())
    said = messages(schemas, examples)
    ways = channels(said)
    return {
        "asyncapi": VERSION,
        "id": SOURCE,
        "info": {
            "title": "VAI calendar worker",
            "version": f"{SCHEMA_VERSION}.0.0",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": ways,
        "operations": operations(ways, said),
        "components": {
            "messages": said,
            "schemas": {**schemas.schemas, **header_schemas()},
            "parameters": {"prefix": prefix()},
            "correlationIds": {
                "command_id": {
                    "location": "$message.payload#/command_id",
                    "description": "The command's own, in its result. `correlation-id` comes back too.",
                }
            },
        },
    }
