"""Which zone data is read is told as zoneinfo finds it: the system's first, else the package's."""

from importlib.metadata import version
from pathlib import Path

import pytest

from worker.app.zone_data import zone_data

PACKAGE = f"tzdata {version('tzdata')}"


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("tzdata.zi", "# version 2026a\n# more\n", "system 2026a"),
        ("+VERSION", "2025b\n", "system 2025b"),
        ("UTC", "TZif2", "system of unknown version"),
    ],
    ids=["rules", "version file", "zones alone"],
)
def test_the_systems_zones_are_read_where_it_has_them(
    tmp_path: Path, file: str, content: str, told: str
) -> None:
    (tmp_path / file).write_text(content)

    assert zone_data([str(tmp_path / "nowhere"), str(tmp_path)]) == f"{told}, else {PACKAGE}"


def test_without_a_system_s_the_package_s_are_read(tmp_path: Path) -> None:
    assert zone_data([str(tmp_path)]) == PACKAGE
    assert zone_data([]) == PACKAGE


def test_it_can_be_told_here() -> None:
    assert PACKAGE in zone_data()
