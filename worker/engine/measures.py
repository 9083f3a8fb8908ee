"""What the engine counts. The names and labels of the metrics are the business of whoever counts."""

from datetime import timedelta
from typing import Protocol

from worker.errors import TransientError


class EngineMetrics(Protocol):
    def record_done(self, command_type: str, outcome: str, duration: timedelta) -> None:
        """Count a record that came to its end.

        `command_type` is `unknown` for a record that is no command; `outcome` is a result's
        status or error code, `withheld`, `repeated` or `dead_letter`.
        """
        ...

    def try_failed(self, error: TransientError) -> None:
        """Count a try that failed, whether or not another follows."""
        ...

    def dead_lettered(self, reason: str) -> None: ...

    def reply_topic_missing(self) -> None: ...

    def commit_failed(self) -> None: ...

    def rebalanced(self, partitions: int, drain: timedelta, abandoned: int) -> None:
        """Count partitions that went away; `abandoned` records still ran when the time was up."""
        ...

    def outstanding(self, records: int, lanes: int) -> None:
        """Show the records that were received and are not done, and the lanes that they are in."""
        ...


class Uncounted:
    """`EngineMetrics` that go nowhere."""

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

    def rebalanced(self, partitions: int, drain: timedelta, abandoned: int) -> None:
        pass

    def outstanding(self, records: int, lanes: int) -> None:
        pass
