"""Whatever comes in, it is read, refused or buried: nothing else may happen."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.messages.example_commands import COMMANDS as EXAMPLES
from tests.wire.malformed import good
from tests.wire.malformed_fields import ABSENT
from worker.errors import Refused, Unanswerable
from worker.messages.aliases import OF_A_COMMAND
from worker.messages.commands.known import COMMANDS, AnyCommand
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope, read_as

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
field_names = st.sampled_from(
    sorted({name for model in COMMANDS.values() for name in model.model_fields} | OF_A_COMMAND.keys())
)
times = st.sampled_from(
    ["2026-03-30T10:00:00Z", "2026-03-29T03:30", "9999-12-31T23:59:59-23:59", {"local": "x"}]
)
plausible = (
    times | st.fixed_dictionaries({"start": times, "end": times}) | st.sampled_from([30, [], [{}], "monday"])
)


# json, unlike orjson, also writes NaN, lone surrogates and numbers of any size.
def outcome(value: bytes, model: type[AnyCommand] | None = None) -> str:
    """Return how a value ends, read as a model or as what it says; anything but these three is a defect."""
    try:
        envelope = open_envelope(value)
        if model is None:
            envelope.command(Defaults())
        else:
            read_as(model, envelope, Defaults())
    except Unanswerable:
        return "dead"
    except Refused as refused:
        return "refused" if refused.fields else "refused for nothing"
    return "read"


@given(st.binary())
def test_no_bytes_break_the_parser(value: bytes) -> None:
    assert outcome(value) in {"dead", "refused", "read"}


@given(json_values)
def test_no_json_breaks_the_parser(value: Any) -> None:
    assert outcome(json.dumps(value).encode()) in {"dead", "refused", "read"}


@given(
    st.sampled_from(sorted(COMMANDS)),
    st.dictionaries(field_names, plausible | json_values, max_size=6),
)
def test_no_field_breaks_the_parser(command_type: str, changes: dict[str, Any]) -> None:
    body = {**EXAMPLES[f"{command_type}/smallest"], **changes, "command_id": "c-1", "type": command_type}
    assert outcome(json.dumps(body).encode(), COMMANDS[command_type]) in {"dead", "refused", "read"}


@pytest.mark.parametrize("depth", [10, 200, 254, 255, 300, 1000, 1020])
@pytest.mark.parametrize("field", ["title", "unknown", "participants", "follow_up_actions", "deadline"])
def test_no_depth_breaks_the_parser(depth: int, field: str) -> None:
    nested = b"[" * depth + b"]" * depth
    value = orjson.dumps(good(**{field: ABSENT}))[:-1] + b', "' + field.encode() + b'": ' + nested + b"}"

    assert outcome(value) == "refused"
