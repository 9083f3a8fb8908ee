from io import StringIO

from rich.console import Console, RenderableType

from worker.sandbox.demo.card import Card, Way
from worker.sandbox.demo.claim import Claim
from worker.sandbox.demo.look import ON_TERMINAL, WIDTH, checks, drawn


def printed(renderable: RenderableType, width: int = WIDTH) -> list[str]:
    console = Console(file=StringIO(), width=width, theme=ON_TERMINAL, highlight=False)
    with console.capture() as capture:
        console.print(renderable)
    return [line.rstrip() for line in capture.get().splitlines()]


def test_messages_stand_left_of_what_came_of_them() -> None:
    card = Card()
    card.message(Way.COMMAND, "schedule_meeting")
    card.message(Way.RESULT, "succeeded", "succeeded")
    card.tell("Ana", "Tue 1 Dec 16:00")

    assert printed(drawn(card)) == [
        "  → command schedule_meeting                      Ana      Tue 1 Dec 16:00",
        "  ← result  succeeded",
    ]


def test_on_a_narrow_terminal_what_came_of_them_stands_below() -> None:
    card = Card()
    card.message(Way.COMMAND, "schedule_meeting")
    card.tell("Ana", "Tue 1 Dec 16:00")
    card.claim("one meeting", holds=True)

    assert printed(drawn(card), width=60) == [
        "  → command schedule_meeting",
        "    Ana      Tue 1 Dec 16:00",
        "  ✓ one meeting",
    ]


def test_equal_messages_in_a_row_become_one_line_that_counts_them() -> None:
    card = Card()
    for _ in range(3):
        card.message(Way.COMMAND, "schedule_meeting")
    card.message(Way.GOOGLE, "freeBusy of 2")
    card.message(Way.COMMAND, "schedule_meeting")

    assert printed(drawn(card)) == [
        "  → command schedule_meeting ×3",  # noqa: RUF001  (a multiplication sign)
        "  ⇄ google  freeBusy of 2",
        "  → command schedule_meeting",
    ]


def test_kept_promises_share_lines_as_long_as_they_fit() -> None:
    lines = checks([Claim("a" * 20, holds=True)] * 3, width=50)

    assert [line.plain for line in lines] == [f"✓ {'a' * 20}  ✓ {'a' * 20}", f"✓ {'a' * 20}"]


def test_a_broken_promise_stands_alone_with_what_was_found() -> None:
    lines = checks([Claim("one event", holds=False, found="2"), Claim("free", holds=True)], width=90)

    assert [line.plain for line in lines] == ["✓ free", "✗ NOT TRUE: one event (found: 2)"]


def test_no_line_is_wider_than_the_page() -> None:
    card = Card()
    card.message(Way.GOOGLE, "events.insert · " * 20)
    card.tell("Ana", "long " * 40)
    card.claim("true " * 60, holds=False, found="x" * 300)

    assert max(map(len, printed(drawn(card)))) <= WIDTH
