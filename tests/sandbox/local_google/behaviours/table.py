"""The table of what Google documents, and the tests that show it on the local one.

The rows stand in the Markdown files beside this one, a file for each section of the facts, so that
people can read them; what the documents leave open stands in `open.md`. A test is named by its
node id below `tests/sandbox/local_google/`, or by its path from the root if it lives elsewhere.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
LOCAL_GOOGLE = FOLDER.parent
ROOT = LOCAL_GOOGLE.parents[2]
SOURCES = ROOT / "worker/sandbox/local_google/SOURCES.md"
OPEN = "open.md"
NOT_SHOWN = "not shown: "
NODE = re.compile(r"(?P<file>[\w/]+\.py)::(?P<test>test_\w+)(?:\[(?P<case>[\w.-]+)\])?")


@dataclass(frozen=True, slots=True)
class Row:
    """One documented behaviour."""

    section: str
    says: str
    sources: tuple[str, ...]
    shown: str
    """Node ids of tests with spaces between them, or `not shown:` and why."""

    @property
    def tests(self) -> tuple[str, ...]:
        return () if self.shown.startswith(NOT_SHOWN) else tuple(self.shown.split())


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One thing that the documents leave open: a field of `Assumptions`, and two of its values."""

    field: str
    values: tuple[object, object]
    test: str


def rows() -> list[Row]:
    """Return the rows of every section."""
    files = sorted(path for path in FOLDER.glob("*.md") if path.name != OPEN)
    return [
        Row(path.stem, says, tuple(sources.split()), shown)
        for path in files
        for says, sources, shown in cells(path)
    ]


def open_rows() -> list[OpenRow]:
    return [
        OpenRow(field.strip("`"), (ast.literal_eval(one), ast.literal_eval(other)), test)
        for field, one, other, test in cells(FOLDER / OPEN)
    ]


def cells(path: Path) -> Iterator[tuple[str, ...]]:
    """Read the rows of the one table of a Markdown file, without its head."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith("|")]
    for line in lines[2:]:
        yield tuple(cell.strip() for cell in line.strip("|").split(" | "))


def source_keys() -> frozenset[str]:
    """Return the keys of SOURCES.md; `C.n` and `O…` stand for a number each."""
    named = [line.split("|")[1].strip() for line in SOURCES.read_text("utf-8").splitlines() if "|" in line]
    keys = {key.strip() for cell in named for key in cell.split(",")}
    numbered = {f"C.{number}" for number in range(1, 12)} | {f"O{number}" for number in range(1, 25)}
    return frozenset(keys | numbered)


@dataclass(frozen=True, slots=True)
class ShownBy:
    """A test as it is written, with the constants of its file that it names."""

    nodes: tuple[ast.AST, ...]

    @property
    def values(self) -> list[object]:
        """The literal values in it."""
        return [inner.value for inner in self._inner() if isinstance(inner, ast.Constant)]

    @property
    def names(self) -> set[str]:
        """The names of arguments that it gives to calls, and its texts."""
        given = {inner.arg for inner in self._inner() if isinstance(inner, ast.keyword) and inner.arg}
        return given | {value for value in self.values if isinstance(value, str)}

    def _inner(self) -> Iterator[ast.AST]:
        return (inner for node in self.nodes for inner in ast.walk(node))


@cache
def functions(path: Path) -> dict[str, ShownBy]:
    """Return the tests of a file by name."""
    body = ast.parse(path.read_text("utf-8")).body
    tests = [node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    known = dict(pair for node in body for pair in _assigned(node))
    return {test.name: ShownBy((test, *_named(test, known))) for test in tests}


def _assigned(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign):
        targets = [node.target]
    for target in targets:
        if isinstance(target, ast.Name) and isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            yield target.id, node.value


def _named(test: ast.AST, known: dict[str, ast.expr]) -> list[ast.expr]:
    """Return the values of the file's own names that a test uses."""
    used = {inner.id for inner in ast.walk(test) if isinstance(inner, ast.Name)}
    return [value for name, value in known.items() if name in used]


def shown_by(node_id: str) -> ShownBy | None:
    """Return the test that a node id names, or None if there is no such test or case."""
    parts = NODE.fullmatch(node_id)
    if parts is None:
        return None
    path = (ROOT if parts["file"].startswith("tests/") else LOCAL_GOOGLE) / parts["file"]
    test = functions(path).get(parts["test"]) if path.is_file() else None
    if test is None or (parts["case"] and parts["case"] not in test.values):
        return None
    return test
