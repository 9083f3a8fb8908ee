"""Writes `schemas/` anew from the models: `python -m tests.messages.write_schemas`."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import reset_tzpath

import orjson

from tests.messages.asyncapi_examples import asyncapi_examples
from tests.messages.example_commands import COMMANDS
from tests.messages.examples import changes, results
from tests.messages.schemas_readme import schemas_readme
from worker.messages.asyncapi.document import document
from worker.messages.schemas import documents
from worker.messages.texts import Texts

SCHEMAS = Path(__file__).parents[2] / "schemas"


def files(texts: Texts) -> Iterator[tuple[str, bytes]]:
    """Return every file of `schemas/` with its text."""
    for name, schema in documents().items():
        yield f"{name}.json", _pretty(schema)
    for name, body in COMMANDS.items():
        yield f"examples/commands/{name}.json", _pretty(body)
    for name, answer in results(texts):
        yield f"examples/results/{name}.json", _pretty(orjson.loads(answer.value))
    for name, answer in changes(texts):
        yield f"examples/changes/{name}.json", _pretty(orjson.loads(answer.value))
    yield "asyncapi.json", _pretty(document(asyncapi_examples(texts)))
    yield "README.md", schemas_readme().encode()


def _pretty(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write() -> None:
    for name, text in files(Texts.load()):
        path = SCHEMAS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)


if __name__ == "__main__":
    reset_tzpath(to=())
    write()
