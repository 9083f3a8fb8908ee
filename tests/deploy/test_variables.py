"""What the operators' files set is what the worker reads, and all that it needs."""

import re
from pathlib import Path

from worker.settings.environment import variables

ROOT = Path(__file__).parent.parent.parent
GIVEN = set(re.findall(r"\bVAI_\w+", (ROOT / "docker-compose.yml").read_text()))


def test_compose_sets_only_variables_that_there_are() -> None:
    assert {variable.name for variable in variables()} >= GIVEN


def test_compose_sets_every_variable_that_is_needed() -> None:
    assert {variable.name for variable in variables() if variable.field.is_required()} <= GIVEN
