import gc
import weakref

from worker.app.collecting import short_collections


class Node:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_there_is_left_out_and_what_comes_is_not() -> None:
    gone_before = weakref.ref(Node())
    with short_collections():
        assert gone_before() is None
        assert gc.get_freeze_count() > 0
        gone_later = weakref.ref(Node())
        gc.collect()
        assert gone_later() is None

    assert gc.get_freeze_count() == 0
