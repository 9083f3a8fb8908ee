"""A reader of the AsyncAPI document is told which changes never come yet."""

import pytest

from tests.messages.test_asyncapi import CHANNELS, MESSAGES
from tests.messages.write_schemas import SCHEMAS
from worker.messages.changes.known import CHANGES, PUBLISHED

WORKER = SCHEMAS.parent / "worker"
READS_ONLY = {"messages", "client"}


def test_changes_that_nobody_publishes_yet_are_marked() -> None:
    name_of = {model.__name__: name for name, model in CHANGES.items()}
    for message in (MESSAGES[name] for name in CHANNELS["changes"]["messages"]):
        is_published = name_of[message["payload"]["$ref"].rpartition("/")[2]] in PUBLISHED
        assert message["x-published"] == is_published
        assert ("does not publish it yet" in message["description"]) == (not is_published)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_counts_as_published_once_something_makes_it(name: str) -> None:
    """Its module is imported by what is neither the wire itself, nor a reader of it, nor a test."""
    module = CHANGES[name].__module__
    others = [path for path in WORKER.rglob("*.py") if path.relative_to(WORKER).parts[0] not in READS_ONLY]

    assert any(module in path.read_text() for path in others) == (name in PUBLISHED)
