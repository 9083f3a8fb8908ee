import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.domain.description import (
    LONGEST,
    DescriptionLabels,
    FollowUpLine,
    Origin,
    escaped,
    follow_up_description,
    meeting_description,
    shortened,
)

LABELS = DescriptionLabels(
    meeting_type="Type",
    follow_ups="Next steps",
    follow_up_type="Kind",
    priority="Priority",
    meeting="Meeting",
    agent="Agent",
    conversation="Conversation",
)
EVIL = "<script>alert('x')</script> & \"co\""


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, int]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, len(attrs)))


def test_a_meeting_is_described_by_its_text_its_next_steps_and_where_it_comes_from() -> None:
    text = meeting_description(
        LABELS,
        "Hello\nthere",
        Origin("sales", "conv-1"),
        meeting_type="Sales meeting",
        follow_ups=[FollowUpLine("Send offer", "2 June")],
    )

    assert text == (
        "Hello<br>there<br><br>"
        "<b>Next steps:</b><ul><li>Send offer (2 June)</li></ul><br><br>"
        "<b>Type:</b> Sales meeting<br><b>Agent:</b> sales<br><b>Conversation:</b> conv-1"
    )


def test_a_follow_up_names_its_meeting_and_its_priority() -> None:
    text = follow_up_description(
        LABELS, None, Origin(), priority="high", follow_up_type="call", meeting="Demo"
    )

    assert text == "<b>Meeting:</b> Demo<br><b>Priority:</b> high<br><b>Kind:</b> call"


def test_nothing_said_is_an_empty_description() -> None:
    assert meeting_description(LABELS, None, Origin()) == ""


@given(st.text() | st.just(EVIL))
def test_no_outside_text_becomes_a_tag(text: str) -> None:
    meeting = meeting_description(
        LABELS, text, Origin(text, text), meeting_type=text, follow_ups=[FollowUpLine(text, text)]
    )
    follow_up = follow_up_description(LABELS, text, Origin(text), priority=text, meeting=text)

    assert set(Tags(meeting + follow_up).seen) <= {("b", 0), ("br", 0), ("ul", 0), ("li", 0)}


def test_every_kind_of_line_end_is_a_new_line() -> None:
    assert escaped("a\r\nb\rc\nd") == "a<br>b<br>c<br>d"


awkward = st.text(st.sampled_from("&<>\"';x \n…ș😀"), max_size=3000).map(lambda text: text * 4)
"""Text whose escaped form is several times as long, and looks like entities and tags itself."""
WHOLE = re.compile(r"(?:[^&<]|&(?:amp|lt|gt|quot|#x27);|</?(?:b|br|ul|li)>)*")


@given(awkward, awkward, st.lists(st.builds(FollowUpLine, awkward, awkward), max_size=5))
def test_whatever_comes_in_what_is_finished_is_bounded_and_whole(
    text: str, name: str, lines: list[FollowUpLine]
) -> None:
    meeting = meeting_description(LABELS, text, Origin(name, text), meeting_type=name, follow_ups=lines)
    follow_up = follow_up_description(
        LABELS, text, Origin(name, text), priority=name, follow_up_type=text, meeting=name
    )

    for description in (meeting, follow_up):
        assert len(description) <= LONGEST
        assert WHOLE.fullmatch(description)
        assert description.count("<b>") == description.count("</b>")


@given(awkward, st.integers(1, 200))
def test_what_is_cut_is_the_beginning_of_the_whole(text: str, longest: int) -> None:
    whole = escaped(text)
    cut = shortened(whole, longest)

    assert len(cut) <= longest
    assert WHOLE.fullmatch(cut)
    assert cut == whole or whole.startswith(cut.removesuffix("…"))


def test_the_list_of_what_comes_next_goes_before_any_of_the_text() -> None:
    text = "x" * 8000
    lines = [FollowUpLine("Send offer", "2 June")] * 50

    described = meeting_description(LABELS, text, Origin("sales"), follow_ups=lines)

    assert described == f"{text}<br><br><b>Agent:</b> sales"


def test_what_fits_exactly_is_not_cut() -> None:
    assert meeting_description(LABELS, "x" * LONGEST, Origin()) == "x" * LONGEST
    assert meeting_description(LABELS, "x" * (LONGEST + 1), Origin())[-2:] == "x…"


@pytest.mark.parametrize(
    ("longest", "cut"),
    [
        pytest.param(14, "a &amp; b<br>c", id="as long as it may be"),
        pytest.param(13, "a &amp; b…", id="within a tag"),
        pytest.param(8, "a &amp;…", id="after an entity"),
        pytest.param(7, "a …", id="within an entity"),
        pytest.param(1, "…", id="nothing left"),
    ],
)
def test_no_entity_and_no_tag_is_cut(longest: int, cut: str) -> None:
    assert shortened("a &amp; b<br>c", longest) == cut


def test_values_that_grow_by_their_escaping_leave_room_for_each_other_and_the_text() -> None:
    """The longest that a command may carry: a title, labels and a conversation, all of quotes."""
    title, label, conversation = "'" * 1024, "'" * 64, "'" * 512

    described = follow_up_description(
        LABELS, "Hello", Origin(label, conversation), priority="high", follow_up_type=label, meeting=title
    )

    assert len(described) <= LONGEST
    assert described.startswith("Hello<br><br><b>Meeting:</b> ")
    assert WHOLE.fullmatch(described)
