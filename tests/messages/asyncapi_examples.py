"""The records of `schemas/examples/`, with the headers that they travel under."""

from collections import defaultdict

import orjson

from tests.messages.example_commands import COMMANDS
from tests.messages.examples import changes, results
from worker.messages.asyncapi.messages import Example, Examples
from worker.messages.texts import Texts
from worker.ports.commands import StoredAnswer


def asyncapi_examples(texts: Texts) -> Examples:
    found: dict[str, list[Example]] = defaultdict(list)
    for path, body in COMMANDS.items():
        document, _, name = path.partition("/")
        found[f"commands/{document}"].append(Example(name, body))
    for folder, answers in (("results", results(texts)), ("changes", changes(texts))):
        for path, answer in answers:
            document, _, name = path.partition("/")
            found[f"{folder}/{document}"].append(_example(name, answer))
    return found


def _example(name: str, answer: StoredAnswer) -> Example:
    return Example(
        name, orjson.loads(answer.value), {header: value.decode() for header, value in answer.headers}
    )
