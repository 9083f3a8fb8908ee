"""One calendar on one person's list: what they made of it for themselves [S19]."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class ListEntry:
    calendar_id: str
    version: int
    """Changes when the person changes the entry, and not with the calendar's own properties [D]."""
    own: dict[str, Any] = field(default_factory=dict)
    """Their fields, as they came: `summaryOverride`, `selected`, `hidden`, `defaultReminders`…"""
    deleted: bool = False
