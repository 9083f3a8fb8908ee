"""The other names under which a few fields may come in, and how they are set right.

The camelCase names are those of the integration page that VAI agents were written from. A
field may come under one of its names only. Names that are not listed stay as they are, so
that an unknown one is refused under the name that was sent.
"""

from collections.abc import Mapping
from typing import Any, Final

from worker.errors import FieldProblem

Json = dict[str, Any]

OF_A_COMMAND: Final = {
    "userId": "user_id",
    "conversationId": "conversation_id",
    "agentType": "agent_type",
    "eventId": "event_id",
    "preferredTime": "preferred_time",
    "meetingType": "meeting_type",
    "followUpActions": "follow_up_actions",
    "dueDate": "due",
    "duration": "duration_minutes",
}
OF_A_FOLLOW_UP: Final = {"dueDate": "due", "type": "follow_up_type"}


def canonical(raw: Json) -> tuple[Json, list[FieldProblem]]:
    """Return the body under canonical names, and a problem for each field given twice."""
    body, clashes = _renamed(raw, OF_A_COMMAND, "")
    actions = body.get("follow_up_actions")
    if isinstance(actions, list):
        body["follow_up_actions"] = [_follow_up(action, at, clashes) for at, action in enumerate(actions)]
    return body, clashes


def sent_as(raw: Json) -> dict[str, str]:
    """Return the alias of each field of the command that came in under one."""
    return {name: alias for alias, name in OF_A_COMMAND.items() if alias in raw and name not in raw}


def _follow_up(action: Any, at: int, clashes: list[FieldProblem]) -> Any:
    if not isinstance(action, dict) or OF_A_FOLLOW_UP.keys().isdisjoint(action):
        return action
    body, more = _renamed(action, OF_A_FOLLOW_UP, f"follow_up_actions[{at}].")
    clashes += more
    return body


def _renamed(raw: Json, aliases: Mapping[str, str], where: str) -> tuple[Json, list[FieldProblem]]:
    body = {aliases.get(name, name): value for name, value in raw.items()}
    clashes = [
        FieldProblem(where + name, f"is given twice: as `{name}` and as `{alias}`")
        for alias, name in aliases.items()
        if alias in raw and name in raw
    ]
    return body, clashes
