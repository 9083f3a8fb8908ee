"""Puts the parts of all schemas side by side, so that one document can refer to each of them.

Every schema brings its own `$defs`. Parts that mean the same become one component; parts that
share only their name are told apart by the title of the schema that they come from.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

Json = dict[str, Any]

PLACE: Final = "#/components/schemas/"
URN: Final = "x-dataschema"
"""The extension that carries a schema's `$id`: as a base address it would turn every `$ref` away."""
_INSIDE: Final = "#/$defs/"
_OF_A_FILE: Final = frozenset({"$schema", "$id", "$defs"})


@dataclass(frozen=True, slots=True)
class _Part:
    """One named schema of one document, as it stands there."""

    document: str
    name: str
    schema: Json
    meaning: bytes
    """The schema with everything that it refers to."""
    urn: str | None = None


@dataclass(frozen=True, slots=True)
class Components:
    schemas: dict[str, Json]
    name_of: Mapping[str, str]
    """Which component each document has become."""

    def ref(self, document: str) -> Json:
        return {"$ref": PLACE + self.name_of[document]}


def components(documents: Mapping[str, Json]) -> Components:
    """Return every schema of the documents, and of their `$defs`, under a name of its own."""
    parts = [part for name, document in documents.items() for part in _parts(name, document)]
    titles = {name: document["title"] for name, document in documents.items()}
    names = _names(parts, titles)
    schemas: dict[str, Json] = {}
    for part in parts:
        own = names[part.document]
        component = schemas.setdefault(own[part.name], _rewritten(part.schema, own))
        if part.urn:
            component[URN] = part.urn
    return Components(dict(sorted(schemas.items())), {name: names[name][titles[name]] for name in documents})


def _parts(document: str, schema: Json) -> Iterator[_Part]:
    inner = schema.get("$defs", {})
    for name, part in inner.items():
        yield _Part(document, name, part, _meaning(part, inner))
    outer = {key: value for key, value in schema.items() if key not in _OF_A_FILE}
    yield _Part(document, schema["title"], outer, _meaning(outer, inner), schema["$id"])


def _meaning(schema: Json, inner: Mapping[str, Json]) -> bytes:
    reached: dict[str, Json] = {}
    waiting = [schema]
    while waiting:
        for name in set(refs(waiting.pop())) - reached.keys():
            reached[name] = inner[name]
            waiting.append(inner[name])
    return orjson.dumps([schema, reached], option=orjson.OPT_SORT_KEYS)


def refs(schema: Any, place: str = _INSIDE) -> Iterator[str]:
    """Yield the names that a schema refers to at one place."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix(place)
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from refs(each, place)


def _names(parts: list[_Part], titles: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return, for each document, the component that each of its parts becomes."""
    meanings: dict[str, set[bytes]] = defaultdict(set)
    for part in parts:
        meanings[part.name].add(part.meaning)
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for part in parts:
        is_one_thing = len(meanings[part.name]) == 1
        names[part.document][part.name] = part.name if is_one_thing else titles[part.document] + part.name
    return names


def _rewritten(schema: Any, names: Mapping[str, str]) -> Any:
    """Return the schema with its references turned to components."""
    if isinstance(schema, list):
        return [_rewritten(each, names) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: PLACE + names[value.removeprefix(_INSIDE)]
        if key == "$ref" and isinstance(value, str)
        else _rewritten(value, names)
        for key, value in schema.items()
        if not _is_pydantics_discriminator(key, value)
    }


def _is_pydantics_discriminator(key: str, value: Any) -> bool:
    """AsyncAPI wants a string there; the alternatives tell themselves apart by their constants anyway."""
    return key == "discriminator" and isinstance(value, dict) and "propertyName" in value
