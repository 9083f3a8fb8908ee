"""What Google's discovery document says of a method: its parameters, and the shape of its answer [D]."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from worker.sandbox.local_google.json_types import Json

OF_EVERY_CALL = frozenset({"$.xgafv", "access_token", "callback", "uploadType", "upload_protocol"})
"""Parameters of Google's front end that the document does not list."""
Shape = Json
"""A JSON schema of the document: `$ref`, `properties`, `items`, `additionalProperties`."""


@dataclass(frozen=True, slots=True)
class Method:
    parameters: Mapping[str, Shape]
    """Those of its query, by name."""
    answer: Shape | None
    """None: nothing is answered."""
    body: Shape | None
    """None: it has none."""


def method_of(verb: str, template: tuple[str, ...]) -> Method:
    """Return the method of a route, whose template names its variable parts in braces."""
    return _methods()[verb, tuple("{}" if part.startswith("{") else part for part in template)]


def is_documented(verb: str, parts: tuple[str, ...]) -> bool:
    """Say whether Google has a method at a path, whose parts behind `calendar/v3` these are."""
    templates = (path for method, path in _methods() if method == verb and len(path) == len(parts))
    return any(
        all(named in {"{}", part} for named, part in zip(path, parts, strict=True)) for path in templates
    )


def inner_shapes(shape: Shape, name: str) -> list[Shape]:
    """Return the shapes of a field of an answer: none if there is no such field, several for `*`."""
    shape = resolved(shape)
    while "items" in shape:
        shape = resolved(shape["items"])
    fields: dict[str, Shape] = shape.get("properties", {})
    free = [shape["additionalProperties"]] if "additionalProperties" in shape else []
    if name == "*":
        return [*fields.values(), *free]
    return [fields[name]] if name in fields else free


def resolved(shape: Shape) -> Shape:
    """Return the schema that a `$ref` names; any other as it is."""
    while "$ref" in shape:
        shape = _document()["schemas"][shape["$ref"]]
    return shape


@cache
def _document() -> Json:
    text = (files("worker.google") / "discovery" / "calendar.v3.json").read_text()
    document: Json = json.loads(text)
    return document


@cache
def _methods() -> dict[tuple[str, tuple[str, ...]], Method]:
    return dict(_described())


def _described() -> Iterator[tuple[tuple[str, tuple[str, ...]], Method]]:
    common: dict[str, Shape] = {**{name: {} for name in OF_EVERY_CALL}, **_document()["parameters"]}
    for resource in _document()["resources"].values():
        for method in resource["methods"].values():
            parts = tuple("{}" if part.startswith("{") else part for part in method["path"].split("/"))
            named = method.get("parameters", {}).items()
            in_query = {name: one for name, one in named if one["location"] == "query"}
            found = Method({**common, **in_query}, method.get("response"), method.get("request"))
            yield (method["httpMethod"], parts), found
