import pytest

from worker.cli.send import topic_of
from worker.errors import Misconfigured
from worker.messages.commands.known import GROUP_OF, SERVED
from worker.messages.topics import Topics

TOPICS = Topics("acme")


def test_a_command_goes_where_its_type_belongs() -> None:
    assert topic_of({"type": "cancel_meeting"}, TOPICS) == TOPICS.of_group("update")


@pytest.mark.parametrize(
    ("body", "begins"),
    [
        ({}, "`--type` is missing; known are schedule_meeting, "),
        ({"type": "dance"}, "unknown type dance; known are schedule_meeting, "),
    ],
)
def test_a_command_without_a_known_type_is_told_the_types_and_which_are_not_served(
    body: dict[str, str], begins: str
) -> None:
    with pytest.raises(Misconfigured) as told:
        topic_of(body, TOPICS)

    assert str(told.value).startswith(begins)
    listed = str(told.value).partition("known are ")[2].split(", ")
    assert len(listed) == len(GROUP_OF)
    assert {name for name in listed if not name.endswith(" (not served yet)")} == SERVED.keys()
