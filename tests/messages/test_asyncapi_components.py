from typing import Any

from worker.messages.asyncapi.components import components

Json = dict[str, Any]

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
INNER = {"$ref": "#/$defs/Inner"}


def schema(title: str, **parts: Json) -> Json:
    return {
        "$schema": "…",
        "$id": f"urn:{title}",
        "$defs": parts,
        "title": title,
        "properties": {"in": INNER},
    }


def test_parts_that_say_the_same_become_one() -> None:
    found = components({"a": schema("A", Inner=TEXT), "b": schema("B", Inner=TEXT)})

    assert found.schemas.keys() == {"A", "B", "Inner"}
    assert found.ref("b") == {"$ref": "#/components/schemas/B"}


def test_parts_that_share_only_a_name_are_told_apart() -> None:
    found = components({"a": schema("A", Inner=TEXT), "b": schema("B", Inner=NUMBER)})

    assert (found.schemas["AInner"], found.schemas["BInner"]) == (TEXT, NUMBER)
    assert found.schemas["B"]["properties"]["in"] == {"$ref": "#/components/schemas/BInner"}


def test_parts_that_say_the_same_of_different_things_are_told_apart() -> None:
    deeper = {"items": {"$ref": "#/$defs/Leaf"}}
    found = components(
        {"a": schema("A", Inner=deeper, Leaf=TEXT), "b": schema("B", Inner=deeper, Leaf=NUMBER)}
    )

    assert found.schemas["AInner"] == {"items": {"$ref": "#/components/schemas/ALeaf"}}
    assert found.schemas["BInner"] == {"items": {"$ref": "#/components/schemas/BLeaf"}}


def test_a_schema_that_is_also_a_part_of_another_is_there_once_and_keeps_its_name() -> None:
    inner = {"title": "Inner", **TEXT}
    found = components({"a": schema("A", Inner=inner), "inner": {"$id": "urn:inner", **inner}})

    assert found.schemas["Inner"] == {**inner, "x-dataschema": "urn:inner"}
    assert found.schemas.keys() == {"A", "Inner"}


def test_the_name_of_a_schema_is_no_base_for_its_references() -> None:
    found = components({"a": schema("A", Inner=TEXT)})

    assert found.schemas["A"].keys() == {"title", "properties", "x-dataschema"}


def test_a_discriminator_of_pydantics_goes_and_a_field_of_that_name_stays() -> None:
    choice = {"discriminator": {"propertyName": "kind", "mapping": {"x": "#/$defs/Inner"}}, "oneOf": [INNER]}
    one = {**schema("A", Inner=TEXT), "properties": {"discriminator": TEXT, "choice": choice}}
    found = components({"a": one})

    assert found.schemas["A"]["properties"] == {
        "discriminator": TEXT,
        "choice": {"oneOf": [{"$ref": "#/components/schemas/Inner"}]},
    }
