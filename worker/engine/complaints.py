"""Says what goes on being wrong now and then, and not at every look.

In an outage every record under way looks again every few seconds, thousands of them. As many
lines would drown the one that matters, and what was met how often stands in the metrics.
"""

from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from worker.ports.clock import Clock

EVERY = timedelta(seconds=10)


@dataclass(slots=True)
class Complaints:
    clock: Clock
    _told: dict[tuple[str, type[Exception]], float] = field(default_factory=dict)
    """When each was last told, by the monotonic clock."""

    def warn(self, event: str, error: Exception, said: str, **more: str) -> None:
        """Log what `said` tells of an error, unless the like of it was told of a moment ago."""
        now, like = self.clock.monotonic(), (event, type(error))
        last = self._told.get(like)
        if last is None or now - last >= EVERY.total_seconds():
            self._told[like] = now
            structlog.get_logger().warning(event, error=said, **more)
