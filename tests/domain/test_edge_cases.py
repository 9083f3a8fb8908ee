"""The page of laws and edge cases names every one of them, with tests that are really there."""

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = Path(__file__).with_name("edge_cases.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<number>\d+) \| (?P<about>[^|]+) \| (?P<shown>[^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(?P<file>[\w/]+\.py)::(?P<name>test_\w+)`")
LAWS, _, CASES = PAGE.partition("## Zones")

Named = tuple[str, str]
"""A file under tests/, and the name of a test in it."""


def rows(part: str) -> dict[int, list[Named]]:
    return {int(row["number"]): NAMED.findall(row["shown"]) for row in ROW.finditer(part)}


def numbers(part: str) -> list[int]:
    return [int(row["number"]) for row in ROW.finditer(part)]


@cache
def names_in(file: str) -> frozenset[str]:
    path = TESTS / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(function.name for function in functions)


def missing(named: Iterable[Named]) -> list[Named]:
    return [(file, name) for file, name in named if name not in names_in(file)]


@pytest.mark.parametrize(("part", "count"), [(LAWS, 12), (CASES, 52)], ids=["laws", "cases"])
def test_every_number_is_there_once_and_in_order(part: str, count: int) -> None:
    assert numbers(part) == list(range(1, count + 1))


@pytest.mark.parametrize("part", [LAWS, CASES], ids=["laws", "cases"])
def test_every_number_is_shown_by_tests_that_exist(part: str) -> None:
    for number, named in rows(part).items():
        assert named, number
        assert not missing(named), number


def test_every_row_is_read() -> None:
    assert len(re.findall(r"^\| \d", PAGE, re.MULTILINE)) == len(numbers(PAGE))
    assert PAGE.count("::test_") == sum(len(named) for part in (LAWS, CASES) for named in rows(part).values())


def test_a_test_that_is_not_there_would_be_seen() -> None:
    assert missing([("domain/test_edge_cases.py", "test_no_such"), ("domain/none.py", "test_x")]) == [
        ("domain/test_edge_cases.py", "test_no_such"),
        ("domain/none.py", "test_x"),
    ]
    assert not missing([("domain/test_edge_cases.py", "test_every_row_is_read")])
