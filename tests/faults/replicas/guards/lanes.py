"""Off: records of one key run side by side."""

from worker.engine import lanes
from worker.engine.record import Record


def off() -> None:
    def own_lane(record: Record) -> int:
        return record.offset

    lanes.lane_key = own_lane
