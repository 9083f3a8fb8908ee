"""Off: what is read is forgotten again. Every record is kept, with as much as a large one holds."""

from worker.engine.offsets import OffsetTracker

LARGE = 64 * 1024
"""Bytes. Small ones would leak too, but not be seen within minutes."""


def off() -> None:
    kept: list[bytes] = []
    received = OffsetTracker.receive

    def receive(self: OffsetTracker, offset: int) -> None:
        kept.append(b"x" * LARGE)
        received(self, offset)

    OffsetTracker.receive = receive  # type: ignore[method-assign]  # the guard is what goes
