"""Spare the work from the garbage collector's long looks.

What is there once everything is open, mostly code and texts, stays to the end. A collection that
goes through all of it again stands still for some 60 ms, in the middle of whatever is going on.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def short_collections() -> Iterator[None]:
    """Leave what is there now out of every collection."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
