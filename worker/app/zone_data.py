"""Which zone data Python reads: the system's where that has a zone, else that of the package `tzdata`."""

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from zoneinfo import TZPATH

RULES = "tzdata.zi"
"""Begins with `# version 2026a`."""
VERSION_FILE = "+VERSION"
ANY_ZONE = "UTC"
UNKNOWN = "of unknown version"


def zone_data(folders: Iterable[str] = TZPATH) -> str:
    package = f"tzdata {version('tzdata')}"
    of_system = next((found for folder in folders if (found := version_in(Path(folder)))), None)
    return f"system {of_system}, else {package}" if of_system else package


def version_in(folder: Path) -> str | None:
    """Return the version of the zone data in a folder; None where there is none."""
    for name in (RULES, VERSION_FILE):
        if (folder / name).is_file():
            with (folder / name).open(encoding="utf-8") as lines:
                return lines.readline().strip().rpartition(" ")[2]
    return UNKNOWN if (folder / ANY_ZONE).is_file() else None
