"""Who plays: five people in three zones, at addresses that nobody owns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from worker.domain.zones import zone


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    city: str
    zone_name: str

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@vai.example"

    @property
    def zone(self) -> ZoneInfo:
        return zone(self.zone_name)

    @property
    def participant(self) -> dict[str, Any]:
        """As a command names them."""
        return {"email": self.email, "name": self.name, "time_zone": self.zone_name}

    def local(self, instant: datetime) -> datetime:
        """Return what this person's clock shows."""
        return instant.astimezone(self.zone)


ANA = Person("Ana", "Bucharest", "Europe/Bucharest")
RADU = Person("Radu", "Bucharest", "Europe/Bucharest")
ELENA = Person("Elena", "Bucharest", "Europe/Bucharest")
JAMES = Person("James", "London", "Europe/London")
MAYA = Person("Maya", "New York", "America/New_York")

EVERYBODY = (ANA, RADU, ELENA, JAMES, MAYA)


def named(email: str) -> Person:
    """Return whose address this is."""
    return next(person for person in EVERYBODY if person.email == email)
