"""What a status adds to a description, whoever wrote that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.domain.description import (
    LONGEST,
    LONGEST_FACT,
    StatusEntry,
    StatusLabels,
    plain_description,
    shortened,
    with_status_entry,
)

LABELS = StatusLabels("Status", "Note")
HEAD = "<b>Status:</b> held (today)"
EVIL = "<script>alert('x')</script> & \"co\""
BEGINNINGS = 12
"""Characters of what looks like an entity."""


def entry(notes: str | None = None, status: str = "held") -> StatusEntry:
    return StatusEntry(status, "today", notes)


@pytest.mark.parametrize(
    ("before", "after"),
    [("", HEAD), ("About us", f"About us<br><br>{HEAD}"), ("<b>x</b>", f"<b>x</b><br><br>{HEAD}")],
)
def test_an_entry_comes_after_whatever_is_there(before: str, after: str) -> None:
    assert with_status_entry(before, LABELS, entry()) == after


def test_notes_stand_below_it_with_their_lines() -> None:
    noted = with_status_entry("", LABELS, entry(" One\nTwo "))

    assert noted == f"{HEAD}<br><b>Note:</b> One<br>Two"
    assert with_status_entry("", LABELS, entry("  ")) == HEAD


def test_what_came_from_outside_is_escaped() -> None:
    noted = with_status_entry("", LABELS, entry(EVIL, status=EVIL))

    assert noted.count("&lt;script&gt;") == 2
    assert "<script>" not in noted


@given(st.text(max_size=40).map(lambda text: text * 300), st.text(max_size=40).map(lambda text: text * 300))
def test_it_is_never_too_long_and_the_entry_is_always_there(before: str, notes: str) -> None:
    noted = with_status_entry(before, LABELS, entry(notes))

    assert len(noted) <= LONGEST
    assert HEAD in noted


def test_long_notes_are_cut_before_anything_that_was_there() -> None:
    before = "x" * 6000

    noted = with_status_entry(before, LABELS, entry("y" * 6000))

    assert noted.startswith(before + "<br><br>" + HEAD)
    assert len(noted) == LONGEST
    assert noted.endswith("y…")


def test_of_a_full_description_the_end_makes_room() -> None:
    noted = with_status_entry("x" * LONGEST, LABELS, entry("y" * 6000))

    assert len(noted) == LONGEST
    assert noted.endswith(" " + "y" * (LONGEST_FACT - 1) + "…")
    assert "x…<br><br>" + HEAD in noted


def test_many_entries_stay_within_the_limit() -> None:
    description = "About us"
    for number in range(200):
        description = with_status_entry(description, LABELS, entry("again", status=f"s{number}"))

    assert len(description) <= LONGEST
    assert description.startswith("About us<br><br>")
    assert description.endswith("<b>Status:</b> s199 (today)<br><b>Note:</b> again")


@pytest.mark.parametrize("text", ["Q&A ", "a < b ", "1 <2 & 3> ", "x; y > z <"])
def test_a_persons_own_signs_cost_nothing(text: str) -> None:
    cut = shortened(text * 100, 300)

    assert 300 - BEGINNINGS <= len(cut) <= 300
    assert (text * 100).startswith(cut.removesuffix("…"))


@pytest.mark.parametrize("cut", range(2, 30))
def test_no_tag_of_a_person_s_is_cut(cut: int) -> None:
    left = shortened('see <a href="https://x.example/?a=1&amp;b=2">this</a> and </b>', cut)

    assert left.count("<") == left.count(">")


def test_a_plain_description_is_the_text_and_nothing_else() -> None:
    assert plain_description(" Me & <you>\n") == "Me &amp; &lt;you&gt;"
    assert plain_description(" \n ") == ""
    assert len(plain_description("&" * LONGEST)) <= LONGEST
