"""What the engine counts. The names and labels of the metrics are the business of whoever counts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from worker.errors import TransientError
from worker.metrics.load import Load


class EngineMetrics(Protocol):
    def watch(self, load: Callable[[], Load]) -> None:
        """Remember whom to ask what is under way, whenever that is to be shown."""
        ...

    def redelivered(self, found: str) -> None:
        """Count a record whose command the store knew already.

        `found` says how far it was: `begun`, `withheld` or `finished`.
        """
        ...

    def handled(self, command_type: str, seconds: float) -> None:
        """Count one run of a handler: the wait before a next try is none of it."""
        ...

    def record_done(self, command_type: str, outcome: str, duration: timedelta) -> None:
        """Count a record that came to its end.

        `command_type` is `unknown` for a record that is no command; `outcome` is a result's
        status or error code, `withheld`, `repeated` or `dead_letter`.
        """
        ...

    def try_failed(self, error: TransientError) -> None:
        """Count a try that failed, of a command or of a step that stores or publishes its end."""
        ...

    def dead_lettered(self, reason: str) -> None: ...

    def reply_topic_missing(self) -> None: ...

    def commit_failed(self) -> None: ...

    def rebalanced(self, partitions: int, drain: timedelta) -> None:
        """Count partitions that went away, after a wait for what ran in them."""
        ...

    def abandoned(self, records: int) -> None:
        """Count records that still ran when a rebalance or a stop could wait no longer."""
        ...


class Uncounted:
    """`EngineMetrics` that go nowhere."""

    def watch(self, load: Callable[[], Load]) -> None:
        pass

    def redelivered(self, found: str) -> None:
        pass

    def handled(self, command_type: str, seconds: float) -> None:
        pass

    def record_done(self, command_type: str, outcome: str, duration: timedelta) -> None:
        pass

    def try_failed(self, error: TransientError) -> None:
        pass

    def dead_lettered(self, reason: str) -> None:
        pass

    def reply_topic_missing(self) -> None:
        pass

    def commit_failed(self) -> None:
        pass

    def rebalanced(self, partitions: int, drain: timedelta) -> None:
        pass

    def abandoned(self, records: int) -> None:
        pass
