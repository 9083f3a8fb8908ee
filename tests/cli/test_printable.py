import pytest

from worker.cli.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Întâlnire cu Ana, luni 10:00 · 日本 🙂", "Întâlnire cu Ana, luni 10:00 · 日本 🙂"),
        ("\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07"),
        ("one\ntwo\rthree", "one\\ntwo\\rthree"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}gro", "\\u202egro"),
        ("\x9b1A", "\\x9b1A"),
        ("\udc80", "\\udc80"),
    ],
    ids=["words", "orders", "lines", "turned around", "an order of one byte", "half a character"],
)
def test_what_would_command_a_terminal_is_spelt_out(text: str, shown: str) -> None:
    assert printable(text) == shown
