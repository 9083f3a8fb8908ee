"""Names for what a command makes, the same in every repeat.

Google takes an event's id from its creator and never makes a second event under it, deleted
ones included; so the id is what makes an insert safe to repeat. It allows 5 to 1024
characters of base32hex in lower case.
"""

import json
from base64 import b32hexencode
from hashlib import sha256

MEETING = "meeting"
HOLD = "hold"
"""No event: a hold has its name from its command, too."""


def follow_up_step(position: int) -> str:
    """Return the step of a command's follow-up, counted from 0."""
    return f"follow_up:{position}"


def event_id(user_id: str, command_id: str, step: str) -> str:
    """Return 52 characters of a-v and 0-9."""
    return b32hexencode(_digest(user_id, command_id, step)).decode().rstrip("=").lower()


def meet_request_id(user_id: str, command_id: str, step: str) -> str:
    """Return the id under which a Meet room is asked for: one room for each event."""
    return _digest(user_id, command_id, step, "meet").hex()[:32]


def _digest(*parts: str) -> bytes:
    """Hash a JSON array, in which no two lists of parts look alike."""
    return sha256(json.dumps(parts, separators=(",", ":")).encode()).digest()
