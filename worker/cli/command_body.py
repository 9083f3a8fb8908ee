"""The command that `vai-calendar send` sends: a JSON object, with the options laid over it.

Only its form is looked at here. Whether it makes sense is for the worker to say, and its
answer is what the sender came for.
"""

import uuid
from collections.abc import Iterable
from typing import Any

import orjson

from worker.errors import Misconfigured

Json = dict[str, Any]


def command_body(text: str, fields: Json, sets: Iterable[str]) -> Json:
    """Build a command. `fields` win over `text`, and `sets` (`name=value`) over both.

    A command without a `command_id` gets a new one.
    """
    body = json_object(text) if text.strip() else {}
    body |= {name: value for name, value in fields.items() if value is not None}
    for assignment in sets:
        put(body, *assigned(assignment))
    return {"command_id": str(uuid.uuid4())} | body


def json_object(text: str) -> Json:
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Misconfigured(f"the command is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise Misconfigured("the command is not a JSON object")
    return body


def assigned(assignment: str) -> tuple[list[str], Any]:
    """Split `window.start=…` into its path and its value, which is JSON or else a plain string."""
    path, equals, text = assignment.partition("=")
    if not equals or not all(path.split(".")):
        raise Misconfigured(f"--set {assignment}: is not of the form name=value")
    try:
        return path.split("."), orjson.loads(text)
    except orjson.JSONDecodeError:
        return path.split("."), text


def put(body: Json, path: list[str], value: Any) -> None:
    *outer, last = path
    for name in outer:
        body = body.setdefault(name, {})
        if not isinstance(body, dict):
            raise Misconfigured(f"--set {'.'.join(path)}: {name} is no object")
    body[last] = value
