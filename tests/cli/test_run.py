import asyncio
import sys
from types import ModuleType

import pytest

from worker.cli.run import loop_factory


def test_runs_on_uvloop_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An extra: this one stands for it, so that the test says something on every machine."""
    uvloop = ModuleType("uvloop")
    uvloop.__dict__["new_event_loop"] = asyncio.new_event_loop
    monkeypatch.setitem(sys.modules, "uvloop", uvloop)

    assert loop_factory() is asyncio.new_event_loop


def test_runs_on_asyncio_where_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)

    assert loop_factory() is None
