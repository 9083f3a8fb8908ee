from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from worker.domain.description import (
    DescriptionLabels,
    FollowUpLine,
    Origin,
    escaped,
    follow_up_description,
    meeting_description,
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
