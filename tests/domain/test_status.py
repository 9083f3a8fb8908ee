import pytest

from worker.domain.status import mark_of, marked
from worker.domain.titles import ELLIPSIS, LONGEST_TITLE

FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
THUMB = "\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}"


@pytest.mark.parametrize(
    ("status", "mark"), [("confirmed", "CONFIRMED"), (" in lucru ", "IN LUCRU"), ("ß", "SS"), ("تم", "تم")]
)
def test_a_mark_is_in_capitals(status: str, mark: str) -> None:
    assert mark_of(status) == mark


@pytest.mark.parametrize(
    ("title", "earlier", "after"),
    [
        ("Demo", None, "[NEW] Demo"),
        ("", None, "[NEW]"),
        ("[OLD] Demo", "OLD", "[NEW] Demo"),
        ("[OLD]", "OLD", "[NEW]"),
        ("[OLD]Demo", "OLD", "[NEW] Demo"),
        ("[OLD] Demo", None, "[NEW] [OLD] Demo"),
        ("[Old] Demo", "OLD", "[NEW] [Old] Demo"),
        ("[OLD] [OLD] Demo", "OLD", "[NEW] [OLD] Demo"),
        ("Demo [OLD]", "OLD", "[NEW] Demo [OLD]"),
        ("[A]B] Demo", "A]B", "[NEW] Demo"),
        ("عنوان", "تم", "[NEW] عنوان"),
        ("[تم] عنوان", "تم", "[NEW] عنوان"),
    ],
)
def test_only_the_mark_that_was_set_is_replaced(title: str, earlier: str | None, after: str) -> None:
    assert marked(title, "NEW", earlier) == after


def test_the_same_mark_again_changes_nothing() -> None:
    assert marked(marked("Demo", "NEW", None), "NEW", "NEW") == "[NEW] Demo"


def test_a_title_at_the_limit_makes_room_for_the_mark() -> None:
    after = marked("x" * LONGEST_TITLE, "NEW", None)

    assert len(after) == LONGEST_TITLE
    assert after.startswith("[NEW] x")
    assert after.endswith("x" + ELLIPSIS)
    assert marked("x" * (LONGEST_TITLE - 6), "NEW", None).endswith("x")


@pytest.mark.parametrize("seen_as_one", [FAMILY, THUMB, "e\N{COMBINING ACUTE ACCENT}"])
@pytest.mark.parametrize("shift", range(6))
def test_nothing_is_cut_that_is_seen_as_one(seen_as_one: str, shift: int) -> None:
    after = marked("x" * shift + seen_as_one * LONGEST_TITLE, "NEW", None)

    kept = after.removeprefix("[NEW] " + "x" * shift).removesuffix(ELLIPSIS)
    assert LONGEST_TITLE - len(seen_as_one) <= len(after) <= LONGEST_TITLE
    assert kept == seen_as_one * (len(kept) // len(seen_as_one))
