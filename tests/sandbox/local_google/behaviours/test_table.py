"""Nothing that the facts say of Google is forgotten: the table, and the tests it names."""

from collections import Counter

import pytest

from tests.sandbox.local_google.behaviours.table import (
    NOT_SHOWN,
    OpenRow,
    open_rows,
    rows,
    shown_by,
    source_keys,
)
from worker.sandbox.local_google.assumptions import Assumptions

LEAST_ROWS = 300
MOST_NOT_SHOWN = 50
"""How many rows may go without a test: what the local Google has no part in."""
SECTIONS = {*map(str, range(1, 15)), "C"}


def test_every_test_that_the_table_names_exists() -> None:
    missing = [(row.says, test) for row in rows() for test in row.tests if shown_by(test) is None]

    assert missing == []


def test_what_is_not_shown_says_why_and_is_little() -> None:
    without = [row for row in rows() if not row.tests]
    reasons = [row.shown.removeprefix(NOT_SHOWN).strip() for row in without]

    assert all(reasons)
    assert len(without) <= MOST_NOT_SHOWN, f"{len(without)} of {len(rows())} rows are not shown"


def test_every_source_is_in_the_legend() -> None:
    known = source_keys()
    unknown = {source: row.says for row in rows() for source in row.sources if source not in known}

    assert unknown == {}
    assert [row.says for row in rows() if not row.sources] == []


def test_no_two_rows_say_the_same() -> None:
    said = Counter(" ".join(row.says.lower().split()) for row in rows())

    assert [says for says, number in said.items() if number > 1] == []


def test_every_section_of_the_facts_has_its_rows() -> None:
    assert {row.section.partition("-")[0].lstrip("0") for row in rows()} == SECTIONS
    assert len(rows()) >= LEAST_ROWS


def test_every_assumption_is_in_the_table_once() -> None:
    assert Counter(row.field for row in open_rows()) == Counter(dict.fromkeys(Assumptions.model_fields, 1))


@pytest.mark.parametrize("row", open_rows(), ids=lambda row: row.field)
def test_an_assumption_is_switched_both_ways_by_its_test(row: OpenRow) -> None:
    one, other = (getattr(Assumptions(**{row.field: value}), row.field) for value in row.values)
    assert one != other
    test = shown_by(row.test)

    assert test is not None, f"there is no test {row.test}"
    assert row.field in test.names
    written = [(type(value), value) for value in test.values]
    assert [value for value in row.values if (type(value), value) not in written] == []
