"""Who holds the fewest, and among equals who has waited longest since the last time.

A heap in which a member that moves gets a new entry, and the old one is passed over when it
surfaces: a move and a look cost O(log n), taken together.
"""

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

SLACK = 32
"""Entries that may be out of date, beside as many as there are members."""


@dataclass(slots=True, eq=False)
class Entrant:
    held: int = 0
    entry: "Entry | None" = None
    """Its place in the lineup; None while it does not wait."""


Entry = tuple[int, int, Entrant]
"""Held, since when, and who: no two members of a lineup have the same `since`."""

E = TypeVar("E", bound=Entrant)


@dataclass(slots=True)
class Lineup(Generic[E]):
    size: int = 0
    _heap: list[tuple[int, int, E]] = field(default_factory=list)

    def place(self, member: E, since: int) -> None:
        """Let somebody in, or put them where they belong by now."""
        self.size += member.entry is None
        entry = (member.held, since, member)
        member.entry = entry
        heappush(self._heap, entry)
        if len(self._heap) > 2 * self.size + SLACK:
            self._heap = [each for each in self._heap if each[2].entry is each]
            heapify(self._heap)

    def moved(self, member: E) -> None:
        """Note that a member holds more or less than before, if it is in."""
        if member.entry is not None:
            self.place(member, member.entry[1])

    def leave(self, member: E) -> None:
        member.entry = None
        self.size -= 1

    def first(self) -> E:
        """Return whose turn it is. Somebody must be in."""
        heap = self._heap
        while heap[0][2].entry is not heap[0]:
            heappop(heap)
        return heap[0][2]
