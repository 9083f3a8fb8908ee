"""The `data` of `sync_calendar` when it succeeded."""

from worker.messages.outgoing import Outward


class SynchronisedData(Outward):
    """What a synchronisation read and told; the changes themselves are on the changes topic."""

    read: int
    """How many events Google gave a version of."""
    changed: int
    """How many of them were not as last seen, whether or not that is published."""
    published: int
    """How many changes and snapshots went to the changes topic; the end mark does not count."""
    full: bool
    """Whether the present state was told anew, as snapshots."""
