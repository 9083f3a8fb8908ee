"""Push, as a worker serves it: Google's way in, and what goes on beside the commands."""

from dataclasses import dataclass
from datetime import timedelta

from worker.app.ports import Ports
from worker.app.routine import Routine
from worker.app.wiring import channel_opening
from worker.engine.complaints import Complaints
from worker.handlers.channel_renewal import ChannelRenewal
from worker.handlers.channel_stops import ChannelStops
from worker.handlers.notifications import Notifications
from worker.http.webhook import Webhook
from worker.metrics.push import PushMetrics
from worker.ports.clock import Clock


@dataclass(frozen=True, slots=True)
class Pushing:
    ports: Ports
    clock: Clock
    metrics: PushMetrics
    address: str | None
    """Where Google posts to. None: no notification is taken, and no channel replaced."""

    def webhook(self) -> Webhook | None:
        if self.address is None:
            return None
        hear = Notifications(self.ports.channels)
        return Webhook(hear, self.metrics.notified, Complaints(self.clock))

    def routines(self) -> list[Routine]:
        """Return what goes on. Channels are stopped even where none are opened any more."""
        stops = ChannelStops(self.ports.accounts, self.ports.push, self.ports.channels)
        always = [
            Routine(stops.stop_due, timedelta(seconds=2)),
            Routine(self.count, timedelta(seconds=30)),
        ]
        opening = channel_opening(self.ports, self.clock, self.address)
        if opening is None:
            return always
        renewal = ChannelRenewal(opening, self.metrics.renewed)
        return [*always, Routine(renewal.renew_due, timedelta(seconds=10))]

    async def count(self) -> bool:
        """Show how many channels are live."""
        self.metrics.channels_live(await self.ports.channels.count())
        return False
