"""The topics: what each is for, what it carries, and how it is set up."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final, get_args

from worker.messages.asyncapi.messages import BINDING, DEAD_LETTER
from worker.messages.commands.known import GROUP_OF, TopicGroup
from worker.messages.topics import Topics

Json = dict[str, Any]

REPLIES: Final = "replies"
PARTITIONS: Final = 12
COMMAND_RETENTION: Final = timedelta(days=7)
DEAD_LETTER_BYTES: Final = 2 * 1024 * 1024
_TOPICS: Final = Topics("{prefix}")
_DELETED: Final = {"cleanup.policy": ["delete"]}


def prefix() -> Json:
    return {
        "description": "What the name of every topic begins with: the worker's `VAI_KAFKA__TOPIC_PREFIX`.",
        "default": Topics().prefix,
        "examples": [Topics().prefix, "staging.calendar"],
    }


def channels(messages: Iterable[str]) -> dict[str, Json]:
    """Return every channel with those of the messages that belong on it."""
    names = list(messages)
    results = [name for name in names if name.startswith("result.")]
    changes = [name for name in names if name.startswith("change.")]
    return {
        **{f"commands_{group}": _commands(group, names) for group in get_args(TopicGroup)},
        "results": _topic(_TOPICS.results, _RESULTS, results, _DELETED),
        REPLIES: {"address": None, "summary": _REPLIES, "messages": _refs(results)},
        "changes": _topic(_TOPICS.changes, _CHANGES, changes, _DELETED),
        "dead_letters": _topic(
            _TOPICS.dead_letters,
            _DEAD_LETTERS,
            [DEAD_LETTER],
            {**_DELETED, "max.message.bytes": DEAD_LETTER_BYTES},
        ),
    }


_RESULTS: Final = (
    "One result for each command, under the command's key, unless `reply-to` names another topic."
)
_REPLIES: Final = "A topic of the client's own, where results go whose command names it in `reply-to`."
_CHANGES: Final = (
    "What happened to calendars, by whomever. Folding a calendar's changes, ignoring a `sequence` not above "
    "the last one, gives its present state."
)
_DEAD_LETTERS: Final = "Records that could not be handled, for an operator to look at and replay."


def _commands(group: TopicGroup, messages: list[str]) -> Json:
    types = [name for name in GROUP_OF if GROUP_OF[name] == group]
    names = [name for name in messages if name.startswith("command.") and name.partition(".")[2] in types]
    summary = f"Takes {', '.join(f'`{name}`' for name in types)}; another command is answered `wrong_topic`."
    retention = int(COMMAND_RETENTION.total_seconds() * 1000)
    return _topic(_TOPICS.of_group(group), summary, names, {"retention.ms": retention})


def _topic(address: str, summary: str, messages: list[str], settings: Json) -> Json:
    kafka = {"partitions": PARTITIONS, "topicConfiguration": settings, "bindingVersion": BINDING}
    return {
        "address": address,
        "summary": summary,
        "parameters": {"prefix": {"$ref": "#/components/parameters/prefix"}},
        "messages": _refs(messages),
        "bindings": {"kafka": kafka},
    }


def _refs(messages: list[str]) -> Json:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in messages}
