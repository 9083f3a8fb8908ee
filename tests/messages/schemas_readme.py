"""The page that a stranger to `schemas/` reads first; `write_schemas` writes it beside the rest."""

from collections.abc import Iterator
from typing import Final

from worker.messages.asyncapi.messages import ce_types
from worker.messages.changes.known import CHANGES, PUBLISHED
from worker.messages.commands.known import GROUP_OF
from worker.messages.topics import Topics

TOPICS: Final = Topics()
INTRODUCTION: Final = """\
# The wire of the VAI calendar worker

Made from the worker's models by `python -m tests.messages.write_schemas`; do not edit it here.

- [`asyncapi.json`](asyncapi.json) is the whole wire in one file: topics, keys, headers, every command \
with its result, every change, with examples. Begin with its `info.description`.
- `commands/`, `results/`, `changes/` have a JSON Schema (draft 2020-12) of each record's value; \
[`error.json`](error.json) says what each code of a refusal means.
- `examples/` has values of each, by the path of their schema; `smallest.json` is the least that a \
command can say.

A record's `ce_type` header says what it is, and `ce_dataschema` names its schema by `$id`: \
`urn:vai:calendar:schema:result.schedule_meeting:1` is `results/schedule_meeting.json` in its version 1.
The result of a record whose type is not known is [`results/unknown.json`](results/unknown.json).
Generated clients should leave out what nobody set, rather than send every default along.

Topics begin with a prefix that is a setting; below it is `vai.calendar`.
"""


def schemas_readme() -> str:
    return "\n".join([INTRODUCTION, *_commands(), "", *_changes(), ""])


def _commands() -> Iterator[str]:
    yield f"Results go to `{TOPICS.results}`, or where the header `reply-to` says.\n"
    yield "| command | topic | result |"
    yield "|---|---|---|"
    for name, group in GROUP_OF.items():
        result = f"[result](results/{name}.json)"
        yield f"| [`{name}`](commands/{name}.json) | `{TOPICS.of_group(group)}` | {result} |"


def _changes() -> Iterator[str]:
    yield f"Changes go to `{TOPICS.changes}`.\n"
    yield "| `ce_type` | schema | published |"
    yield "|---|---|---|"
    for name in CHANGES:
        for ce_type in ce_types(name):
            published = "yes" if name in PUBLISHED else "not yet"
            yield f"| `{ce_type}` | [`changes/{name}.json`](changes/{name}.json) | {published} |"
