"""The scenes, in the order in which they are played."""

from worker.sandbox.demo.scene import Scene
from worker.sandbox.demo.scenes import (
    cancelled,
    delivered_thrice,
    explained_no,
    held_then_moved,
    moved_by_hand,
    reminded,
    same_hour,
    three_zones,
)

PROGRAMME: tuple[Scene, ...] = (
    three_zones.SCENE,
    explained_no.SCENE,
    delivered_thrice.SCENE,
    same_hour.SCENE,
    held_then_moved.SCENE,
    moved_by_hand.SCENE,
    reminded.SCENE,
    cancelled.SCENE,
)
