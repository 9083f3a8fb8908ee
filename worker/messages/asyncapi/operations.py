"""What a client does: send a command and await its result, follow changes, look at dead letters."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from worker.messages.asyncapi.channels import REPLIES
from worker.messages.commands.known import GROUP_OF, TopicGroup
from worker.messages.headers import REPLY_TOPIC

Json = dict[str, Any]

_READ: Final = {
    "results": "Read all results, whoever asked.",
    "changes": "Follow what happens to calendars.",
    "dead_letters": "Look at what could not be handled.",
}


def operations(channels: Mapping[str, Json], messages: Mapping[str, Json]) -> dict[str, Json]:
    """Return every operation, from the side of a client."""
    return {
        **{name: _ask(name, messages[f"command.{name}"]) for name in GROUP_OF},
        **dict(_ask_with_reply_to(channels)),
        **{f"read_{channel}": _read(channel, summary) for channel, summary in _READ.items()},
    }


def _ask(name: str, message: Json) -> Json:
    channel = f"commands_{GROUP_OF[name]}"
    return {
        "action": "send",
        "channel": _channel(channel),
        "title": name,
        "summary": message["summary"],
        "description": message["description"],
        "messages": [_message(channel, f"command.{name}")],
        "reply": {"channel": _channel("results"), "messages": [_message("results", f"result.{name}")]},
    }


def _ask_with_reply_to(channels: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """Yield the same once a topic: a reply has one address, fixed or taken from the message."""
    for group in get_args(TopicGroup):
        channel = f"commands_{group}"
        commands = list(channels[channel]["messages"])
        results = [name.replace("command.", "result.", 1) for name in commands]
        yield (
            f"ask_{group}_with_reply_to",
            {
                "action": "send",
                "channel": _channel(channel),
                "summary": "Send a command whose result is to go to a topic of the client's own.",
                "messages": [_message(channel, name) for name in commands],
                "reply": {
                    "address": {
                        "location": f"$message.header#/{REPLY_TOPIC[0]}",
                        "description": "A topic that exists and is on the worker's allow-list.",
                    },
                    "channel": _channel(REPLIES),
                    "messages": [_message(REPLIES, name) for name in results],
                },
            },
        )


def _read(channel: str, summary: str) -> Json:
    return {"action": "receive", "channel": _channel(channel), "summary": summary}


def _channel(name: str) -> Json:
    return {"$ref": f"#/channels/{name}"}


def _message(channel: str, name: str) -> Json:
    return {"$ref": f"#/channels/{channel}/messages/{name}"}
