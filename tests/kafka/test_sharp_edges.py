"""No sharp edge of the client is forgotten: the table beside this file, and the tests that it names."""

import ast
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from worker import kafka

TABLE = Path(__file__).with_name("sharp_edges.md")
TESTS = Path(__file__).parents[1]
CANNOT_BITE = "cannot bite: "
KNOWN = {
    *string.ascii_uppercase[: string.ascii_uppercase.index("S") + 1],
    *("admin", "bare commit", "blocked read", "codecs", "commit without a membership", "failed start"),
    *("headers", "late calls", "negative offsets", "nothing to send", "offsets that fall", "other errors"),
    *(
        "private parts",
        "request size",
        "static membership",
        "sticky memory",
        "sticky balance",
        "swallowed listener",
    ),
    *("unknown command topic", "unknown partition", "unknown topic"),
}
"""The letters are those that the edges were first written down under."""
CUTTING = {
    *("pause", "resume"),
    *("transactional_id", "begin_transaction", "transaction", "send_offsets_to_transaction"),
    *("key_deserializer", "value_deserializer"),
    *("wait_for", "getone"),
}
OUTSIDE_A_GROUP = {("places.py", "getone")}
"""Readers that have no poll interval to miss; a `getone` that is cut off loses nothing."""


@dataclass(frozen=True, slots=True)
class Edge:
    name: str
    what: str
    bite: str
    cover: str
    shown: str

    @property
    def tests(self) -> list[str]:
        return [] if self.shown.startswith(CANNOT_BITE) else self.shown.split()


def edges() -> list[Edge]:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("|")]
    return [Edge(*(cell.strip() for cell in line.strip("|").split(" | "))) for line in lines[2:]]


@cache
def written_in(path: Path) -> frozenset[str]:
    body = ast.parse(path.read_text("utf-8")).body if path.is_file() else []
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def exists(node_id: str) -> bool:
    file, _, name = node_id.partition("::")
    return name.startswith("test_") and name in written_in(TESTS / file)


def names_in(source: str) -> Iterator[str]:
    """Yield what a module calls or looks up on others, and the arguments and settings that it names."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.Constant(value=str(name)):
                yield name
            case _:
                pass


def test_every_edge_that_is_known_has_its_one_row() -> None:
    assert sorted(edge.name for edge in edges()) == sorted(KNOWN)


def test_every_row_is_filled_in() -> None:
    assert [edge.name for edge in edges() if not all((edge.what, edge.bite, edge.cover, edge.shown))] == []


@pytest.mark.parametrize("edge", edges(), ids=lambda edge: edge.name)
def test_an_edge_is_shown_to_be_covered_or_it_is_said_why_it_cannot_bite(edge: Edge) -> None:
    assert edge.tests or edge.shown.removeprefix(CANNOT_BITE).strip()
    assert [test for test in edge.tests if not exists(test)] == []


def test_what_would_cut_is_not_used() -> None:
    modules = sorted(Path(kafka.__file__ or "").parent.glob("*.py"))
    used = {(path.name, name) for path in modules for name in names_in(path.read_text("utf-8"))}

    assert modules
    assert {each for each in used if each[1] in CUTTING} == OUTSIDE_A_GROUP
