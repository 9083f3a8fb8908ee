"""HTML by function call: whatever is not markup already is escaped on its way in."""

from collections.abc import Iterable
from html import escape

VOID = frozenset({"input", "meta", "link", "br"})
"""Elements without content, and so without an end."""


class Markup(str):
    """Text that may go into a page as it is."""

    __slots__ = ()


Content = str | Iterable[str]
Attribute = str | int | bool | None


def element(tag: str, *contents: Content, **attributes: Attribute) -> Markup:
    """Return an element. True is a bare attribute, None and False are none; `for_` writes `for`."""
    start = f"<{tag}{''.join(_attribute(name, value) for name, value in attributes.items())}>"
    if tag in VOID:
        return Markup(start)
    return Markup(f"{start}{joined(*contents)}</{tag}>")


def joined(*contents: Content) -> Markup:
    """Return contents one after the other, each escaped if it is no markup."""
    return Markup("".join(_inner(content) for content in contents))


def _inner(content: Content) -> str:
    if isinstance(content, Markup):
        return content
    return escape(content) if isinstance(content, str) else joined(*content)


def _attribute(name: str, value: Attribute) -> str:
    shown = name.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {shown}" if value is True else f' {shown}="{escape(str(value))}"'
