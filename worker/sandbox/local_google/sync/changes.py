"""What changed, by feed: a feed is a list that a client can follow.

Every write marks its feed at one place, `World.mark`; sync tokens compare versions, push
channels are told which feeds moved.
"""

from dataclasses import dataclass, field


def events_of(calendar_id: str) -> str:
    return f"events/{calendar_id}"


def acl_of(calendar_id: str) -> str:
    return f"acl/{calendar_id}"


def calendar_list_of(subject: str) -> str:
    return f"calendarList/{subject}"


def settings_of(subject: str) -> str:
    return f"settings/{subject}"


@dataclass(slots=True)
class Changes:
    moved: dict[str, set[str | None]] = field(default_factory=dict)
    """Feeds that changed and whose watchers were not told yet, and the types of what changed in them."""
    expired: dict[str, int] = field(default_factory=dict)
    """By feed: sync tokens up to this version are no longer good."""

    expired_all: int = 0
    """The same, for every feed."""

    def expire(self, calendar_id: str | None, version: int) -> None:
        if calendar_id is None:
            self.expired_all = version
        else:
            self.expired |= {events_of(calendar_id): version, acl_of(calendar_id): version}

    def is_expired(self, feed: str, version: int) -> bool:
        return version <= max(self.expired_all, self.expired.get(feed, 0))

    def add(self, feed: str, label: str | None) -> None:
        self.moved.setdefault(feed, set()).add(label)

    def take(self) -> dict[str, set[str | None]]:
        """Return the feeds that moved, and forget them."""
        moved, self.moved = self.moved, {}
        return moved
