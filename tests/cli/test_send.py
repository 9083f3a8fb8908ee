from typing import Any

import orjson
import pytest

from worker.cli.send import as_it_is
from worker.errors import Misconfigured
from worker.messages.commands.known import GROUP_OF

Json = dict[str, Any]


@pytest.mark.parametrize(("user", "known"), [("ana@vai.example", "ana@vai.example"), (5, None), (None, None)])
def test_a_command_goes_out_as_it_is_however_wrong(user: Any, known: str | None) -> None:
    body = {"type": "cancel_meeting", "command_id": "c-1", "user_id": user, "titel": "Întâlnire"}

    command = as_it_is(body)

    assert orjson.loads(command.value) == body
    assert (command.type, command.command_id, command.user_id) == ("cancel_meeting", "c-1", known)


@pytest.mark.parametrize(
    ("body", "begins"),
    [
        ({}, "`--type` is missing; known are schedule_meeting, "),
        ({"type": ["schedule_meeting"]}, "unknown type ['schedule_meeting']; known are schedule_meeting, "),
        ({"type": "dance"}, "unknown type dance; known are schedule_meeting, "),
    ],
)
def test_a_command_without_a_known_type_is_told_the_types(body: Json, begins: str) -> None:
    with pytest.raises(Misconfigured) as told:
        as_it_is(body)

    assert str(told.value).startswith(begins)
    listed = str(told.value).partition("known are ")[2].split(", ")
    assert listed == list(GROUP_OF)
