"""A consumer as a stranger would build it: generated from `schemas/` by somebody else's tool.

The models come from `schemas/asyncapi.json` alone and are asked strictly: what is required must
be there and have its type, what is unknown is ignored. Beside them stands jsonschema, which
takes the schema that `ce_dataschema` names from the files. Nothing of worker/ is imported here.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final, get_args

import orjson
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import BaseModel, ValidationError

SCHEMAS: Final = Path(__file__).parents[2] / "schemas"
RawHeaders = tuple[tuple[str, bytes], ...]
DEAD_LETTER: Final = "dead_letter"


class Unreadable(Exception):
    """The consumer cannot make sense of a record."""


@dataclass(frozen=True, slots=True)
class Message:
    """The generated models of one type of record."""

    headers: type[BaseModel]
    payload: type[BaseModel]


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a record that could be read."""

    type: str
    ignored: tuple[str, ...] = ()
    """Fields that no model knows."""


@dataclass(frozen=True, slots=True)
class Consumer:
    messages: Mapping[str, Message]
    """By `ce_type`."""
    dead_letter: type[BaseModel]
    """The headers of a dead letter."""
    commands: Mapping[str, type[BaseModel]]
    """What may be sent, by type."""
    schemas: Mapping[str, Draft202012Validator]
    """By `$id`, which is what `ce_dataschema` names."""

    def read(self, value: bytes | None, headers: RawHeaders) -> Read:
        """Read a result or a change. Raise `Unreadable`."""
        given = spoken(headers)
        ce_type, named = str(given.get("ce_type")), str(given.get("ce_dataschema"))
        if ce_type not in self.messages or named not in self.schemas:
            raise Unreadable(f"nobody told of {ce_type} with the schema {named}")
        message = self.messages[ce_type]
        understood(message.headers, orjson.dumps(given))
        model, whole = understood(message.payload, value or b""), orjson.loads(value or b"")
        if problem := next(self.schemas[named].iter_errors(whole), None):
            raise Unreadable(f"against {named}, at {problem.json_path}: {problem.message}")
        return Read(ce_type, tuple(left_out(whole, model.model_dump(by_alias=True, exclude_unset=True))))

    def bury(self, headers: RawHeaders) -> Read:
        """Read the headers of a dead letter. Raise `Unreadable`."""
        understood(self.dead_letter, orjson.dumps(spoken(headers)))
        return Read(DEAD_LETTER)


def spoken(headers: RawHeaders) -> dict[str, str]:
    """Return headers as text; what is no text (numbers, correlations) as the numbers of its bytes."""
    return {name: value.decode(errors="backslashreplace") for name, value in headers}


def understood(model: type[BaseModel], json: bytes) -> BaseModel:
    try:
        return model.model_validate_json(json, strict=True)
    except ValidationError as error:
        raise Unreadable(f"as {model.__name__}: {error}") from error


def left_out(given: Any, taken: Any, path: str = "") -> Iterator[str]:
    """Yield what stands in the JSON and not in the model that was made of it."""
    if isinstance(given, dict):
        for name, value in given.items():
            if name in taken:
                yield from left_out(value, taken[name], f"{path}.{name}")
            else:
                yield f"{path}.{name}"
    elif isinstance(given, list):
        for number, (one, other) in enumerate(zip(given, taken, strict=True)):
            yield from left_out(one, other, f"{path}[{number}]")


def consumer(directory: Path) -> Consumer:
    """Generate the consumer, in a directory that is empty."""
    module = imported(generated(directory / "vai_calendar_client.py"))
    headers = {name: each for name, each in models(module) if name.endswith("Headers")}
    return Consumer(
        {
            ce_type: Message(model, getattr(module, name.removesuffix("Headers") + "Payload"))
            for name, model in headers.items()
            for ce_type in only_value(model, "ce_type")
        },
        headers["DeadLetterHeaders"],
        dict(commands(module)),
        dict(validators()),
    )


def generated(code: Path) -> Path:
    command = (
        *(sys.executable, "-m", "datamodel_code_generator"),
        *("--input", str(SCHEMAS / "asyncapi.json"), "--input-file-type", "asyncapi", "--strict-refs"),
        *("--output", str(code), "--output-model-type", "pydantic_v2.BaseModel"),
        *("--target-python-version", "3.11", "--formatters", "builtin"),
        # An address would ask for one more package, a password would be written as stars.
        *("--type-mappings", "email=string", "password=string"),
    )
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    return code


def imported(code: Path) -> ModuleType:
    found = importlib.util.spec_from_file_location(code.stem, code)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[code.stem] = module  # pydantic looks its forward references up there
    found.loader.exec_module(module)
    return module


def models(module: ModuleType) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, value in vars(module).items():
        if isinstance(value, type) and issubclass(value, BaseModel):
            yield name, value


def commands(module: ModuleType) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, model in models(module):
        if name.startswith("Command") and name.endswith("Payload"):
            body: Any = model.model_fields["root"].annotation
            yield only_value(body, "type")[0], body


def only_value(model: type[BaseModel], field: str) -> tuple[Any, ...]:
    """Return the constant that a field must be, or nothing."""
    found = model.model_fields.get(field)
    return get_args(found.annotation) if found else ()


def validators() -> Iterator[tuple[str, Draft202012Validator]]:
    checker = FormatChecker(("date-time", "email"))
    for path in SCHEMAS.rglob("*.json"):
        schema = orjson.loads(path.read_bytes())
        if "examples" not in path.parts and "$id" in schema:
            yield schema["$id"], Draft202012Validator(schema, format_checker=checker)
