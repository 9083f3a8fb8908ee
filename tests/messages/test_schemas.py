"""The schemas say what the code reads and writes. A validator that did not come with the models checks it."""

import re
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.messages.example_commands import COMMANDS
from tests.messages.examples import changes, results
from tests.messages.samples.people import Json
from tests.messages.write_schemas import SCHEMAS, files
from worker.codes import Code
from worker.domain.rank_reason import RankReason
from worker.messages.commands import known
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope, read_as
from worker.messages.results.known import DATA_OF
from worker.messages.schemas import documents
from worker.messages.texts import Texts

HOW = "run `python -m tests.messages.write_schemas` and look at the difference"
DOCUMENTS = documents()
STORED = sorted(SCHEMAS.rglob("*.json"))
EXAMPLES = [path for path in STORED if "examples" in path.parts]
RECORDS = [path for path in EXAMPLES if "commands" not in path.parts]
RESULTS = [path for path in EXAMPLES if "results" in path.parts]


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(DOCUMENTS[name], format_checker=FormatChecker(("date-time", "date", "email")))


def schema_of(example: Path) -> str:
    """Return the schema of an example by where it lies: examples/results/<type>/<name>.json."""
    return example.relative_to(SCHEMAS / "examples").parent.as_posix()


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def objects(document: Json) -> Iterator[tuple[str, Json]]:
    """Return every object that a schema names, with its name: the whole, and its parts."""
    parts = {"": document, **document.get("$defs", {})}
    for name, part in parts.items():
        if "properties" in part:
            yield name, part


def test_the_stored_files_are_what_the_code_makes(texts: Texts) -> None:
    made = dict(files(texts))

    stored = {path.relative_to(SCHEMAS).as_posix() for path in SCHEMAS.rglob("*.*")}
    assert stored == made.keys(), HOW
    assert [name for name, text in made.items() if (SCHEMAS / name).read_bytes() != text] == [], HOW


def test_every_command_result_and_change_has_its_schema() -> None:
    of_commands = {name for name in DOCUMENTS if name.startswith("commands/")}
    of_results = {name for name in DOCUMENTS if name.startswith("results/")}

    assert of_commands == {f"commands/{name}" for name in known.COMMANDS}
    assert of_results == {*(f"results/{name}" for name in known.COMMANDS), "results/unknown"}
    assert DATA_OF.keys() == known.COMMANDS.keys()


def test_the_page_beside_the_schemas_leads_to_every_one() -> None:
    page = (SCHEMAS / "README.md").read_text()
    linked = {link for link in re.findall(r"\]\((.+?)\)", page) if (SCHEMAS / link).is_file()}

    assert linked == {"asyncapi.json", *(f"{name}.json" for name in DOCUMENTS)}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_schema_is_valid_and_names_itself(name: str) -> None:
    Draft202012Validator.check_schema(DOCUMENTS[name])

    assert DOCUMENTS[name]["$id"].startswith("urn:vai:calendar:schema:")
    assert DOCUMENTS[name]["$id"].endswith(":1")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_everything_is_described(name: str) -> None:
    bare = [
        (part, field)
        for part, schema in objects(DOCUMENTS[name])
        for field, described in {"": schema, **schema["properties"]}.items()
        if not described.get("description")
    ]

    assert bare == []
    assert all(schema.get("title") for _, schema in objects(DOCUMENTS[name]))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_comes_in_is_strict_and_what_goes_out_leaves_room(name: str) -> None:
    closed = {schema.get("additionalProperties", True) for _, schema in objects(DOCUMENTS[name])}

    assert closed == {not name.startswith("commands/")}


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "error"])
def test_every_schema_has_an_example(name: str) -> None:
    assert list((SCHEMAS / "examples" / name).glob("*.json"))


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_every_example_is_valid(path: Path) -> None:
    validator(schema_of(path)).validate(orjson.loads(path.read_bytes()))


@pytest.mark.parametrize("path", RESULTS, ids=named)
def test_the_error_of_every_example_is_one_of_the_error_schema(path: Path) -> None:
    error = orjson.loads(path.read_bytes())["error"]

    assert error is None or validator("error").is_valid(error)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_of_a_command_is_read(name: str) -> None:
    model = known.COMMANDS[COMMANDS[name]["type"]]

    assert isinstance(read_as(model, open_envelope(orjson.dumps(COMMANDS[name])), Defaults()), model)


@pytest.mark.parametrize("name", known.COMMANDS)
def test_the_examples_of_a_command_show_every_field_of_it(name: str) -> None:
    shown = {field for path, body in COMMANDS.items() if path.startswith(f"{name}/") for field in body}

    assert shown == DOCUMENTS[f"commands/{name}"]["properties"].keys()


@pytest.mark.parametrize("name", known.COMMANDS)
def test_the_smallest_example_of_a_command_has_nothing_to_spare(name: str) -> None:
    body = COMMANDS[f"{name}/smallest"]

    for field in body:
        rest = {other: value for other, value in body.items() if other != field}
        assert not validator(f"commands/{name}").is_valid(rest), field


def endings(name: str) -> set[str | None]:
    found = [orjson.loads(path.read_bytes()) for path in RESULTS if schema_of(path) == f"results/{name}"]
    return {result["error"] and result["error"]["code"] for result in found}


@pytest.mark.parametrize("name", known.COMMANDS)
def test_every_shape_of_data_and_a_refusal_without_any_has_an_example(name: str) -> None:
    shapes: set[Code | None] = {None, *DATA_OF[name].refused}

    assert endings(name) >= shapes
    assert endings(name) - shapes


def without(body: Json, *path: str) -> Json:
    """Return a copy without the field at a path."""
    first, *rest = path
    if rest:
        return {**body, first: without(body[first], *rest)}
    return {name: value for name, value in body.items() if name != first}


def fields(body: Json) -> Iterator[tuple[str, ...]]:
    """Return the paths of all fields of objects in objects; lists are left alone."""
    for name, value in body.items():
        yield (name,)
        if isinstance(value, dict):
            yield from ((name, *path) for path in fields(value))


TABLES = {("data", "explanation", "blocked")}
"""Objects of numbers by reason: nothing in them has to be there."""


@pytest.mark.parametrize("path", RECORDS, ids=named)
def test_a_record_that_lacks_any_of_its_fields_is_refused(path: Path) -> None:
    body, judge = orjson.loads(path.read_bytes()), validator(schema_of(path))

    spared = [where for where in fields(body) if judge.is_valid(without(body, *where))]
    assert [where for where in spared if where[:-1] not in TABLES] == []


@pytest.mark.parametrize("path", RESULTS, ids=named)
def test_the_status_decides_what_stands_beside_it(path: Path) -> None:
    result, judge = orjson.loads(path.read_bytes()), validator(schema_of(path))
    other = {"status": "rejected"} if result["status"] == "succeeded" else {"status": "succeeded"}

    assert not judge.is_valid({**result, **other}) or "unknown" in path.parts


@pytest.mark.parametrize("path", RECORDS, ids=named)
def test_a_record_may_grow(path: Path) -> None:
    def grown(body: Json, *where: str) -> Json:
        inner = {
            name: grown(value, *where, name) if isinstance(value, dict) else value
            for name, value in body.items()
        }
        return inner if where in TABLES else {**inner, "new": "field"}

    validator(schema_of(path)).validate(grown(orjson.loads(path.read_bytes())))


def test_a_time_that_is_none_is_refused() -> None:
    """A validator takes any text for a time unless its checker of formats really checks."""
    path = next(path for path in RESULTS if path.stem == "scheduled")
    result = orjson.loads(path.read_bytes())

    assert not validator(schema_of(path)).is_valid({**result, "completed_at": "yesterday"})


@pytest.mark.parametrize("field", ["utc", "local"])
def test_a_time_for_people_has_real_instants(field: str) -> None:
    path = next(path for path in RESULTS if path.stem == "scheduled")
    result = orjson.loads(path.read_bytes())
    result["data"]["slot"]["start"][field] = "tomorrow"

    assert not validator(schema_of(path)).is_valid(result)


def test_a_suggested_day_is_a_date() -> None:
    path = next(path for path in RESULTS if path.stem == "no_slot")
    result = orjson.loads(path.read_bytes())
    result["data"]["suggestions"][0]["date"] = "monday"

    assert not validator(schema_of(path)).is_valid(result)


def test_every_reason_for_a_slot_is_named() -> None:
    slot = DOCUMENTS["results/check_availability"]["$defs"]["SlotData"]

    assert slot["properties"]["reasons"]["items"]["examples"] == list(RankReason)


def test_a_schema_is_named_in_every_record(texts: Texts) -> None:
    names = {schema["$id"] for schema in DOCUMENTS.values()}

    for _, answer in [*results(texts), *changes(texts)]:
        assert dict(answer.headers)["ce_dataschema"].decode() in names
