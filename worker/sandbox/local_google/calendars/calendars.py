"""A calendar: what it is called, who may see it, and the copies of events on it."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.identity.access import Role, role_for
from worker.sandbox.local_google.json_types import Json


@dataclass(slots=True)
class Calendar:
    id: str
    owner: str
    """Whose primary calendar it is, or the data owner of a secondary one [S4]."""
    summary: str
    zone: ZoneInfo
    rules: dict[str, Role]
    """By address, `@domain`, or `default`; a rule that was taken away stays as `none` [D]."""
    primary: bool = True
    copies: dict[str, Copy] = field(default_factory=dict)
    """By event id, tombstones too: they keep their id [O12]."""
    texts: dict[str, str] = field(default_factory=dict)
    """`description` and `location`, where they are set."""
    working_hours: Json | None = None
    """As they were written; None: never."""
    made_by: str | None = None
    """The project or client that made it, for `calendar.app.created`; None: a person did."""
    version: int = 1
    """Of its own properties; the etag is made of it."""
    rule_versions: dict[str, int] = field(default_factory=dict)
    """Of each rule that was written since the calendar was made."""
    rules_version: int = 0
    """Counts every change of the rules: what was given out before it is not good any more [S13]."""

    def role_of(self, email: str) -> Role:
        return role_for(email, self.rules)

    def give(self, scope: str, role: Role, version: int) -> None:
        """Write one rule; `none` takes it away."""
        self.rules[scope] = role
        self.rule_versions[scope] = version
        self.rules_version += 1

    def resource(self) -> Json:
        """Return what everybody who may read the properties sees: not the working hours."""
        shown: Json = {
            "kind": "calendar#calendar",
            "etag": f'"{self.version}"',
            "id": self.id,
            "summary": self.summary,
            **self.texts,
            "timeZone": self.zone.key,
            "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
        }
        return shown if self.primary else {**shown, "dataOwner": self.owner}
