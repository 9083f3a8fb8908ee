"""What the README tells people to type, held to what there is."""

import re
from pathlib import Path

from worker.cli.application import ACCOUNT, BY_HAND, COMMANDS
from worker.google.scopes import SIGN_IN
from worker.google.wanted_scopes import wanted_scopes
from worker.settings.environment import FROM_FILE, variables

README = (Path(__file__).parent.parent / "README.md").read_text()
INNER = {"account": {*ACCOUNT}, "calendar": {*BY_HAND}, "topics": {"create"}}


def test_every_setting_that_the_readme_names_is_one() -> None:
    known = {variable.name for variable in variables()}
    named = set(re.findall(r"\bVAI_[A-Z]+__[A-Z_]*[A-Z]", README))

    assert {name for name in named if not {name, name.removesuffix(FROM_FILE)} & known} == set()


def test_every_command_that_the_readme_tells_to_type_is_there() -> None:
    typed = re.findall(r"vai-calendar ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", README)

    assert {first for first, _ in typed} - {*COMMANDS, *INNER} == set()
    assert {(first, second) for first, second in typed if second not in INNER.get(first, {second})} == set()


def test_every_scope_of_the_calendar_is_explained() -> None:
    asked = [scope for scope in wanted_scopes() if scope not in SIGN_IN]

    assert [scope for scope in asked if f"{scope.rpartition('/')[2]}`" not in README] == []
