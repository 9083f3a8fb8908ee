"""Text from outside as a terminal may be given it: agents and guests choose names, titles and keys."""

from unicodedata import category

ORDERS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Characters that show nothing and do something: they move the cursor, or turn what follows around."""


def printable(text: str) -> str:
    """Return text on one line, with whatever would command a terminal spelt out as an escape."""
    return "".join(spelt(each) if category(each) in ORDERS else each for each in text)


def spelt(character: str) -> str:
    return character.encode("unicode_escape").decode()
