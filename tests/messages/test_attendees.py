"""How many may attend: Google passes on no answers of more than 200, the user among them."""

from typing import Any

import orjson
import pytest

from tests.messages.example_commands import COMMANDS, MARIA
from worker.errors import Code, FieldProblem, Refused
from worker.messages.commands.known import AnyCommand
from worker.messages.envelope import open_envelope


def asked(kind: str, *emails: str, user_id: str = MARIA) -> AnyCommand:
    people = [{"email": email} for email in emails]
    body = {**COMMANDS[f"{kind}/smallest"], "user_id": user_id, "participants": people}
    return open_envelope(orjson.dumps(body)).command("Europe/Bucharest").command


def guests(number: int) -> list[str]:
    return [f"p{n}@vai.example" for n in range(number)]


@pytest.mark.parametrize(
    ("emails", "user_id"),
    [
        pytest.param(guests(199), MARIA, id="and the user"),
        pytest.param([*guests(199), MARIA], MARIA, id="the user among them"),
        pytest.param([*guests(199), "Maria@Example.com"], "MARIA@example.com", id="whatever the case"),
    ],
)
def test_two_hundred_may_attend(emails: list[str], user_id: str) -> None:
    command: Any = asked("schedule_meeting", *emails, user_id=user_id)

    assert len(command.participants) == len(emails)


@pytest.mark.parametrize("user_id", [MARIA, "user-1"])
def test_the_user_is_one_too_many_beside_two_hundred(user_id: str) -> None:
    with pytest.raises(Refused) as caught:
        asked("schedule_meeting", *guests(200), user_id=user_id)

    assert caught.value.code is Code.INVALID_COMMAND
    assert caught.value.fields == (
        FieldProblem("participants", "must be at most 199 beside the user, who attends as well"),
    )


def test_two_hundred_may_be_asked_about() -> None:
    command: Any = asked("check_availability", *guests(200))

    assert len(command.participants) == 200
