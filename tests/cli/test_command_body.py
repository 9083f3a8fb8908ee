import re
import uuid
from typing import Any

import pytest

from worker.cli.command_body import command_body
from worker.errors import Misconfigured


def test_lays_the_options_over_the_file() -> None:
    text = '{"type": "a", "user_id": "u", "title": "Demo", "window": {"start": "s"}}'

    body = command_body(
        text, {"type": "b", "user_id": None}, ["window.end=e", "title=Call", "command_id=c-1"]
    )

    assert body == {
        "command_id": "c-1",
        "type": "b",
        "user_id": "u",
        "title": "Call",
        "window": {"start": "s", "end": "e"},
    }


def test_a_command_without_an_id_gets_a_new_one() -> None:
    first, second = (command_body("", {}, [])["command_id"] for _ in range(2))

    assert uuid.UUID(first) != uuid.UUID(second)


@pytest.mark.parametrize(
    ("assignment", "body"),
    [
        ("minutes=30", {"minutes": 30}),
        ("dry_run=true", {"dry_run": True}),
        ("title=true story", {"title": "true story"}),
        ('title="30"', {"title": "30"}),
        ("title=a=b", {"title": "a=b"}),
        ("title=", {"title": ""}),
        ('people=[{"email":"ana@example.com"}]', {"people": [{"email": "ana@example.com"}]}),
        ("slot.start.local=10:00", {"slot": {"start": {"local": "10:00"}}}),
    ],
)
def test_a_value_is_json_or_else_a_string(assignment: str, body: dict[str, Any]) -> None:
    assert command_body("", {"command_id": "c"}, [assignment]) == {"command_id": "c"} | body


@pytest.mark.parametrize(
    ("text", "sets", "says"),
    [
        ("{", [], "the command is not JSON"),
        ("[1]", [], "the command is not a JSON object"),
        ("", ["title"], "--set title: is not of the form name=value"),
        ("", ["=x"], "--set =x: is not of the form name=value"),
        ("", ["a..b=x"], "is not of the form name=value"),
        ('{"title": "x"}', ["title.en=y"], "--set title.en: title is no object"),
    ],
)
def test_says_what_is_wrong_with_the_form(text: str, sets: list[str], says: str) -> None:
    with pytest.raises(Misconfigured, match=re.escape(says)):
        command_body(text, {}, sets)
