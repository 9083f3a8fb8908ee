"""How many defects in a row are too many.

After a bad release every command fails. A worker that went on would move the whole topic
into the dead letters; it stops instead. One poisoned key alone does not stop it, and no
producer can: only defects of ours count, not what is wrong with a command.
"""

from dataclasses import dataclass, field

from worker.engine.lanes import LaneKey
from worker.errors import FatalError


@dataclass(slots=True)
class DefectLimit:
    in_a_row: int = 20
    keys: int = 3
    """The row must come from at least so many lanes: records without a key count each."""
    _count: int = 0
    _keys: set[LaneKey] = field(default_factory=set)

    def count(self, key: LaneKey) -> None:
        """Count a defect. Raise `FatalError` if it is one too many."""
        self._count += 1
        if len(self._keys) < self.keys:
            self._keys.add(key)
        if self._count >= self.in_a_row and len(self._keys) >= self.keys:
            raise FatalError(f"{self._count} defects in a row: see the log for their causes")

    def clear(self) -> None:
        """Note that a command came to a proper end."""
        self._count = 0
        self._keys.clear()
