"""A calendar: who may see it, and the copies of events on it."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.identity.access import Role, role_for
from worker.sandbox.local_google.json_types import Json


@dataclass(slots=True)
class Calendar:
    id: str
    owner: str
    summary: str
    zone: ZoneInfo
    rules: dict[str, Role]
    """By address, `@domain`, or `default`."""
    primary: bool = True
    copies: dict[str, Copy] = field(default_factory=dict)
    """By event id, tombstones too: they keep their id [O12]."""

    def role_of(self, email: str) -> Role:
        return role_for(email, self.rules)

    def resource(self, version: int) -> Json:
        """Return the calendar as `calendars.get` shows it."""
        shown: Json = {
            "kind": "calendar#calendar",
            "etag": f'"{version}"',
            "id": self.id,
            "summary": self.summary,
            "timeZone": self.zone.key,
            "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
        }
        return shown if self.primary else {**shown, "dataOwner": self.owner}
