"""The AsyncAPI document says the whole wire, and nothing in it leads nowhere.

The official parser, which `.ci/run` asks, checks neither examples nor whether a reply's message
belongs to its channel. What is read here is the file, as a stranger has it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.messages.write_schemas import SCHEMAS
from worker.engine.record import Record
from worker.engine.replies import FALLBACK
from worker.kafka.topics import TopicSizes, plans
from worker.messages.asyncapi.headers import DEAD_LETTER, REPLY_FALLBACK
from worker.messages.commands.known import COMMANDS, GROUP_OF
from worker.messages.dead_letter import Death, dead_letter
from worker.messages.schemas import documents
from worker.messages.topics import Topics

Json = dict[str, Any]

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
DOCUMENT: Json = orjson.loads((SCHEMAS / "asyncapi.json").read_bytes())
CHANNELS: Json = DOCUMENT["channels"]
OPERATIONS: Json = DOCUMENT["operations"]
COMPONENTS: Json = DOCUMENT["components"]
MESSAGES: Json = COMPONENTS["messages"]
DOCUMENTS = documents()
RESULTS = {name for name in MESSAGES if name.startswith("result.")}
CHANGES_OF_THE_CONTRACT = {
    *(f"event.{kind}" for kind in ("created", "updated", "moved", "cancelled", "responded", "snapshot")),
    "snapshot.completed",
    "reminder.due",
    "command.delayed",
    *(f"account.{kind}" for kind in ("connected", "disconnected", "reauthorization_required")),
}
AN_EXAMPLE = [
    pytest.param(name, example, id=f"{name}/{example['name']}")
    for name, message in MESSAGES.items()
    for example in message.get("examples", ())
]


def at(pointer: str) -> Any:
    """Return what a reference leads to. Raise `KeyError` if it leads nowhere."""
    found: Any = DOCUMENT
    for step in pointer.removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


def pointers(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = [value for name, value in part.items() if name != "examples"]
    if isinstance(part, list):
        for each in part:
            yield from pointers(each)


def reached(*roots: Any) -> set[str]:
    """Return every reference that the roots lead to, however indirectly."""
    seen: set[str] = set()
    waiting = list(roots)
    while waiting:
        for pointer in set(pointers(waiting.pop())) - seen:
            seen.add(pointer)
            waiting.append(at(pointer))
    return seen


def expanded(schema: Any, parts: Json, place: str) -> Any:
    """Return a schema that needs no other; the models of the wire have no loops."""
    if isinstance(schema, list):
        return [expanded(each, parts, place) for each in schema]
    if not isinstance(schema, dict):
        return schema
    own = {
        name: expanded(each, parts, place)
        for name, each in schema.items()
        if name not in {"$schema", "$id", "$defs", "$ref", "x-dataschema"}
        and not (name == "discriminator" and "propertyName" in each)
    }
    if not isinstance(target := schema.get("$ref"), str):
        return own
    return {"refers to": expanded(parts[target.removeprefix(place)], parts, place), **own}


def problems(schema: Json, value: Any) -> list[str]:
    whole = {**schema, "components": COMPONENTS}  # where its references lead
    validator = Draft202012Validator(whole, format_checker=FormatChecker(("date-time", "email", "uuid")))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def test_no_reference_dangles() -> None:
    for pointer in pointers(DOCUMENT):
        at(pointer)


def test_everything_in_it_is_used() -> None:
    names = {
        f"#/components/{kind}/{name}"
        for kind in ("messages", "schemas", "parameters", "correlationIds")
        for name in COMPONENTS[kind]
    }

    assert names <= reached(CHANNELS, OPERATIONS)


def test_every_schema_is_reached_from_an_operation() -> None:
    channels = [at(pointer) for pointer in pointers(OPERATIONS) if pointer.startswith("#/channels/")]
    parts = [at(pointer) for pointer in reached(OPERATIONS, *channels)]

    urns = {part["x-dataschema"] for part in parts if isinstance(part, dict) and "x-dataschema" in part}
    assert urns == {schema["$id"] for schema in DOCUMENTS.values()}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_schema_says_there_what_its_own_file_says(name: str) -> None:
    schema, parts = DOCUMENTS[name], COMPONENTS["schemas"]
    (there,) = (each for each in parts.values() if each.get("x-dataschema") == schema["$id"])

    assert expanded(there, parts, "#/components/schemas/") == expanded(
        schema, schema.get("$defs", {}), "#/$defs/"
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_sent_to_its_topic_and_answered(name: str) -> None:
    operation = OPERATIONS[name]
    (sent,), (answer,) = operation["messages"], operation["reply"]["messages"]

    assert operation["action"] == "send"
    assert operation["channel"]["$ref"] == f"#/channels/commands_{GROUP_OF[name]}"
    assert at(at(sent["$ref"])["$ref"])["payload"] == {
        "$ref": f"#/components/schemas/{title('commands', name)}"
    }
    assert at(at(answer["$ref"])["$ref"])["payload"] == {
        "$ref": f"#/components/schemas/{title('results', name)}"
    }


def title(folder: str, name: str) -> str:
    return str(DOCUMENTS[f"{folder}/{name}"]["title"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_an_operation_carries_belongs_to_its_channel(name: str) -> None:
    for way in (OPERATIONS[name], OPERATIONS[name].get("reply", {})):
        for message in way.get("messages", ()):
            assert message["$ref"].startswith(f"{way['channel']['$ref']}/messages/")


def test_a_reply_has_one_address_only() -> None:
    replies = [operation["reply"] for operation in OPERATIONS.values() if "reply" in operation]

    assert {at(reply["channel"]["$ref"])["address"] for reply in replies if "address" in reply} == {None}
    assert None not in {
        at(reply["channel"]["$ref"])["address"] for reply in replies if "address" not in reply
    }


def test_the_topics_are_those_that_the_worker_makes() -> None:
    topics = Topics()
    made = plans(topics.commands, (topics.results, topics.changes), topics.dead_letters, TopicSizes())

    told = {
        channel["address"].replace("{prefix}", COMPONENTS["parameters"]["prefix"]["default"]): (
            channel["bindings"]["kafka"]["partitions"],
            settings(channel["bindings"]["kafka"]["topicConfiguration"]),
        )
        for channel in CHANNELS.values()
        if channel["address"]
    }
    assert told == {plan.name: (plan.partitions, dict(plan.settings)) for plan in made}


def settings(configuration: Json) -> dict[str, str]:
    return {
        name: ",".join(value) if isinstance(value, list) else str(value)
        for name, value in configuration.items()
    }


def test_every_message_stands_on_one_topic_and_results_on_a_clients_own_too() -> None:
    places = [name for name, channel in CHANNELS.items() for _ in channel["messages"] if name != "replies"]

    assert len(places) == len(MESSAGES)
    assert CHANNELS["replies"]["messages"].keys() == RESULTS
    assert CHANNELS["results"]["messages"].keys() == RESULTS


def test_every_change_of_the_contract_is_told() -> None:
    told = {MESSAGES[name]["name"] for name in CHANNELS["changes"]["messages"]}

    assert told == {f"vai.calendar.{name}" for name in CHANGES_OF_THE_CONTRACT}


@pytest.mark.parametrize(("name", "example"), AN_EXAMPLE)
def test_every_example_fits_its_message(name: str, example: Json) -> None:
    assert problems(MESSAGES[name]["payload"], example["payload"]) == []
    if "headers" in example:
        assert problems(MESSAGES[name]["headers"], example["headers"]) == []


def test_the_examples_are_all_there() -> None:
    stored = [orjson.loads(path.read_bytes()) for path in (SCHEMAS / "examples").rglob("*.json")]
    told = [example["payload"] for message in MESSAGES.values() for example in message.get("examples", ())]

    assert sorted(map(orjson.dumps, told)) == sorted(map(orjson.dumps, stored))


@pytest.mark.parametrize("name", sorted(MESSAGES.keys() - {"dead_letter"}))
def test_every_message_has_an_example(name: str) -> None:
    assert MESSAGES[name]["examples"]


def test_the_headers_of_a_dead_letter_are_described() -> None:
    error = ValueError("a defect")
    error.__cause__ = KeyError("its cause")
    death = Death("internal", "a defect", 1, NOON, "0.1.0", "group", error)
    letter = dead_letter("t.dead-letters", Record("t.commands.sync", 1, 2, NOON, None, b"secret?"), death)
    described = COMPONENTS["schemas"][DEAD_LETTER]

    given = {name: value.decode(errors="backslashreplace") for name, value in letter.headers}
    assert given.keys() - described["properties"].keys() == set()
    assert given.keys() - set(described["required"]) == {
        "kafka_dlt-exception-cause-fqcn",
        "kafka_dlt-exception-stacktrace",
        "x-dlq-redacted",
    }
    assert problems({"$ref": f"#/components/schemas/{DEAD_LETTER}"}, given) == []


def test_the_fallback_header_has_the_name_that_the_engine_gives_it() -> None:
    assert REPLY_FALLBACK == FALLBACK
