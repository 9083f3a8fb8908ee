"""Who appears in the examples, and where."""

from typing import Any, Final

Json = dict[str, Any]

MARIA: Final = "maria@example.com"
ANA: Final = "ana@client.example"
JOHN: Final = "john@client.example"
BUCHAREST: Final = "Europe/Bucharest"
SLOT: Final = {"start": "2026-03-30T10:00:00+03:00", "end": "2026-03-30T10:45:00+03:00"}
EVENT_ID: Final = "4f2nq7demo"


def command(type_: str, command_id: str, **fields: Any) -> Json:
    """Return a command of Maria's."""
    return {"type": type_, "command_id": f"7f1c0a52-{command_id}", "user_id": MARIA, **fields}


EVERYWHERE: Final[Json] = {
    "conversation_id": "conv-42",
    "agent_type": "sales",
    "locale": "ro",
    "deadline": "2026-03-27T10:00:00Z",
    "dry_run": False,
}
"""The optional fields that every command has."""
