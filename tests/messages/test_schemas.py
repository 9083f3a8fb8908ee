from pathlib import Path

import orjson
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.messages.example_commands import BUCHAREST, COMMANDS
from tests.messages.examples import changes, results
from tests.messages.write_schemas import SCHEMAS, files
from tests.wire.malformed import good
from tests.wire.malformed_fields import ABSENT
from worker.messages.commands import known
from worker.messages.envelope import open_envelope, read_as
from worker.messages.schemas import DATA_OF, documents
from worker.messages.texts import Texts

HOW = "run `python -m tests.messages.write_schemas` and look at the difference"
DOCUMENTS = documents()
STORED = sorted(SCHEMAS.rglob("*.json"))


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(DOCUMENTS[name], format_checker=FormatChecker(("date-time", "email")))


def schema_of(example: Path) -> str:
    """Return the schema of an example by where it lies: examples/results/<type>/<name>.json."""
    return example.relative_to(SCHEMAS / "examples").parent.as_posix()


def test_the_stored_files_are_what_the_code_makes(texts: Texts) -> None:
    made = dict(files(texts))

    assert {path.relative_to(SCHEMAS).as_posix() for path in STORED} == made.keys(), HOW
    assert [name for name, text in made.items() if (SCHEMAS / name).read_bytes() != text] == [], HOW


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_schema_is_valid_and_names_itself(name: str) -> None:
    Draft202012Validator.check_schema(DOCUMENTS[name])

    assert DOCUMENTS[name]["$id"].startswith("urn:vai:calendar:schema:")
    assert DOCUMENTS[name]["$id"].endswith(":1")


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "error"])
def test_every_schema_has_an_example(name: str) -> None:
    assert list((SCHEMAS / "examples" / name).glob("*.json"))


@pytest.mark.parametrize(
    "path",
    [path for path in STORED if "examples" in path.parts],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_every_example_is_valid(path: Path) -> None:
    validator(schema_of(path)).validate(orjson.loads(path.read_bytes()))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_of_a_command_is_read(name: str) -> None:
    model = known.COMMANDS[COMMANDS[name]["type"]]

    assert isinstance(read_as(model, open_envelope(orjson.dumps(COMMANDS[name])), BUCHAREST), model)


def test_every_shape_of_data_has_a_schema() -> None:
    assert {f"results/{name}" for name in DATA_OF} | {"results/unknown"} == {
        name for name in DOCUMENTS if name.startswith("results/")
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"type": ABSENT},
        {"colour": "red"},
        {"duration_minutes": "30"},
        {"preferred_time": "2026-03-30T10:00:00"},
        {"participants": [{"email": "ana"}]},
        {"working_hours": []},
    ],
    ids=str,
)
def test_the_schema_refuses_what_the_reader_refuses(changed: dict[str, object]) -> None:
    assert list(validator("commands/schedule_meeting").iter_errors(good(**changed)))


def test_every_field_of_a_command_is_described() -> None:
    for name in COMMANDS:
        schema = DOCUMENTS[f"commands/{name.partition('/')[0]}"]
        parts = [schema, *schema.get("$defs", {}).values()]
        bare = [
            field
            for part in parts
            for field, described in part.get("properties", {}).items()
            if "description" not in described
        ]
        assert bare == ["type"]


def test_a_schema_is_named_in_every_record(texts: Texts) -> None:
    names = {schema["$id"] for schema in DOCUMENTS.values()}

    for _, answer in [*results(texts), *changes(texts)]:
        assert dict(answer.headers)["ce_dataschema"].decode() in names
