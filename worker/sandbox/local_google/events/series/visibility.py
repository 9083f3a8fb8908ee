"""The visibility of a series is one: an instance can make it more restrictive, never less [D][S4]."""

from typing import Any

from worker.sandbox.local_google.events.invitations import touch_all
from worker.sandbox.local_google.events.meeting import Meeting
from worker.sandbox.local_google.world import World

DEFAULT = "default"
STRICTNESS = {"public": 0, DEFAULT: 1, "private": 2, "confidential": 2}


def visibility_of_series(meeting: Meeting, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the wanted fields of an instance; a less restrictive visibility is ignored."""
    if meeting.series is None:
        return wanted
    asked, held = (fields.get("visibility", DEFAULT) for fields in (wanted, meeting.series.shared))
    return wanted if STRICTNESS[asked] > STRICTNESS[held] else _with(wanted, held)


def restrict_series(world: World, meeting: Meeting) -> None:
    """Hand the visibility of an instance on to its whole series."""
    if meeting.series is None:
        return
    asked = meeting.shared.get("visibility", DEFAULT)
    for one in (meeting.series, *meeting.series.exceptions.values()):
        if STRICTNESS[one.shared.get("visibility", DEFAULT)] < STRICTNESS[asked]:
            one.shared = _with(one.shared, asked)
            touch_all(world, one)


def _with(fields: dict[str, Any], visibility: str) -> dict[str, Any]:
    rest = {name: value for name, value in fields.items() if name != "visibility"}
    return rest if visibility == DEFAULT else {**rest, "visibility": visibility}
