"""The channels of a world, and the notices that wait to be sent."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from worker.sandbox.local_google.push.channel import Channel, Disturbance, Notice, Report, reports


@dataclass(slots=True)
class DisturbanceLeft:
    disturbance: Disturbance
    left: int | None

    def take(self, channel: Channel) -> bool:
        """Count a notice, and say whether this disturbance hits it."""
        if self.left == 0 or self.disturbance.channel_id not in {None, channel.id}:
            return False
        if self.left is not None:
            self.left -= 1
        return True


@dataclass(slots=True)
class Channels:
    known: dict[tuple[str, str], Channel] = field(default_factory=dict)
    """By project and channel id; those that ended too."""
    disturbances: list[DisturbanceLeft] = field(default_factory=list)
    reports: deque[Report] = field(default_factory=reports)
    _waiting: list[Notice] = field(default_factory=list)
    _held: dict[tuple[str, str], list[Notice]] = field(default_factory=dict)

    def open(self, channel: Channel) -> None:
        """Add a channel; its first message, number 1, only says that it is there [S9]."""
        self.known[channel.project, channel.id] = channel
        self._waiting.append(Notice(channel, "sync", 1))

    def tell(self, moved: Mapping[str, Iterable[str | None]], now: datetime) -> None:
        """Make a notice for every open channel whose feed moved."""
        for channel in self.known.values() if moved else ():
            labels = set(moved.get(channel.feed, ()))
            wanted = labels & (channel.labels | {None}) if channel.labels else labels
            if wanted and channel.is_open(now):
                self._waiting += self._disturbed(Notice(channel, "exists", channel.next_number()))

    def disturb(self, disturbance: Disturbance) -> None:
        self.disturbances.append(DisturbanceLeft(disturbance, disturbance.times))

    def take(self) -> list[Notice]:
        """Return the notices to send now, in order."""
        waiting, self._waiting = self._waiting, []
        return waiting

    def _disturbed(self, notice: Notice) -> list[Notice]:
        channel = notice.channel
        key = (channel.project, channel.id)
        hit = next((one.disturbance for one in self.disturbances if one.take(channel)), None)
        if hit and hit.what == "drop":
            self.report(notice, 0, "dropped")
            return []
        if hit and hit.what == "hold":
            self._held.setdefault(key, []).append(notice)
            return []
        if hit and hit.what == "delay":
            notice = replace(notice, delay_seconds=hit.delay_seconds)
        copies = [notice, notice] if hit and hit.what == "duplicate" else [notice]
        return [*copies, *self._held.pop(key, [])]

    def report(self, notice: Notice, attempt: int, outcome: str) -> None:
        self.reports.append(
            Report(
                channel_id=notice.channel.id,
                number=notice.number,
                state=notice.state,
                attempt=attempt,
                outcome=outcome,
            )
        )
