"""Stop channels that are no longer wanted, in the background.

A notification of such a channel counts for nothing, so no command waits for Google here. What
cannot be stopped ends by itself, in a week at most.
"""

from dataclasses import dataclass

import structlog

from worker.errors import GoogleSaid, LeaseLost, Refused, TransientError
from worker.handlers.synchroniser import wait_after
from worker.ports.calendar import Accounts
from worker.ports.channels import Channels, ChannelToStop, Push

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class ChannelStops:
    accounts: Accounts
    push: Push
    channels: Channels

    async def stop_due(self) -> bool:
        """Stop what is to be stopped. Return whether there may be more."""
        due = await self.channels.to_stop(AT_ONCE)
        for channel in due:
            await self._stop(channel)
        return len(due) == AT_ONCE

    async def _stop(self, channel: ChannelToStop) -> None:
        try:
            await self.push.stop(await self.accounts.account(channel.user_id), channel)
        except (TransientError, LeaseLost, Refused, GoogleSaid) as error:
            self._tell(error)
            await self.channels.put_off(channel, wait_after(error))
        else:
            await self.channels.stopped(channel)

    def _tell(self, error: Exception) -> None:
        structlog.get_logger().info("channel not stopped", error=type(error).__name__)
