"""The domain is pure: this holds it to a short list of standard modules, which import-linter cannot."""

import ast
import sys
from pathlib import Path

import pytest

import worker.codes
import worker.domain
import worker.errors

ALLOWED = {
    "base64",
    "bisect",
    "collections",
    "dataclasses",
    "datetime",
    "difflib",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "html",
    "itertools",
    "json",
    "operator",
    "re",
    "types",
    "typing",
    "unicodedata",
    "zoneinfo",
}
LIBRARIES = {"recurrence": {"dateutil"}, "canonical": {"orjson"}}
"""By file: a library that is pure itself."""
FILES = [
    *Path(*worker.domain.__path__).glob("**/*.py"),
    Path(worker.errors.__file__),
    Path(worker.codes.__file__),
]


def imported(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_domain_imports_nothing_that_could_reach_the_world(file: Path) -> None:
    strange = {
        name
        for name in imported(file.read_text())
        if name.partition(".")[0] not in ALLOWED | LIBRARIES.get(file.stem, set())
        and not name.startswith(("worker.domain.", "worker.errors", "worker.codes"))
    }

    assert not strange


def test_the_list_names_standard_modules_only() -> None:
    assert set(sys.stdlib_module_names) >= ALLOWED


def test_a_relative_import_or_one_of_asyncio_would_be_seen() -> None:
    assert imported("from . import x\nimport asyncio.tasks\nfrom os import path") == {
        ".",
        "asyncio.tasks",
        "os",
    }
