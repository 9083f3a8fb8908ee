import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"(?P<name>[a-z0-9.-]+)==[^ ]+( ; .+)?")


def lines() -> list[str]:
    return (ROOT / "constraints.txt").read_text().splitlines()


def required_names() -> set[str]:
    """Return what pyproject.toml asks for, with or without an extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    requirements = [*project["dependencies"], *(each for extra in extras for each in extra)]
    return {re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower() for requirement in requirements}


def test_every_line_pins_one_version_and_names_no_address() -> None:
    assert [line for line in lines() if not PINNED.fullmatch(line)] == []


def test_everything_the_project_asks_for_is_pinned() -> None:
    pinned = {line.partition("==")[0] for line in lines()}

    assert required_names() - pinned == set()
