"""The frame of every page: head, heading, who to look at, and what was just done."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from worker.sandbox.local_google.page.markup import Content, Markup, element, joined
from worker.sandbox.local_google.page.style import STYLE

PAGE = "/by-hand"
"""Below it lies everything but the first page: no path of Google's begins so."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a page says on top: that something was done, or why not."""

    text: str
    wrong: bool = False


def document(title: str, people: Markup, note: Note | None, *main: Content) -> str:
    """Return a whole page. The empty icon keeps browsers from asking Google for one."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("link", rel="icon", href="data:,"),
        element("style", Markup(STYLE)),
    )
    told = (
        element("p", note.text, class_="note wrong" if note.wrong else "note", role="status") if note else ""
    )
    header = element("header", element("h1", title), people)
    body = element("body", header, element("main", told, *main))
    return "<!doctype html>\n" + element("html", head, body, lang="en")


def people_links(emails: Iterable[str], chosen: str | None = None) -> Markup:
    links = [
        element("a", email, href=week_address(email), aria_current="page" if email == chosen else None)
        for email in emails
    ]
    return element("nav", links, aria_label="People")


def week_address(email: str, first: str | None = None, done: str | None = None) -> str:
    query = {"as": email, "from": first, "done": done}
    return f"{PAGE}/week?{urlencode({name: text for name, text in query.items() if text})}"


def form(edit: str, hidden: dict[str, str], *contents: Content) -> Markup:
    """Return a form that posts an edit; `hidden` are the fields that say whose, and which event."""
    fields = [element("input", type="hidden", name=name, value=value) for name, value in hidden.items()]
    return element("form", fields, *contents, method="post", action=f"{PAGE}/{edit}")


def field(label: str, name: str, kind: str = "text", **attributes: str | int | bool | None) -> Markup:
    return element("label", label, element("input", name=name, type=kind, **attributes))


def tick(label: str, name: str) -> Markup:
    return element("label", element("input", name=name, type="checkbox"), label, class_="tick")


def button(label: str, class_: str | None = None, **attributes: str) -> Markup:
    return element("button", label, type="submit", class_=class_, **attributes)


def box(heading: str, *contents: Content) -> Markup:
    return element("section", element("h2", heading), joined(*contents), class_="box")
