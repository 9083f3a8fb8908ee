"""One event on the page, with the forms that change it."""

from worker.sandbox.local_google.by_hand.entry import Entry, Guest
from worker.sandbox.local_google.by_hand.words import ANSWERS, answer_word, hours, remarks, title
from worker.sandbox.local_google.page.document import button, field, form, tick
from worker.sandbox.local_google.page.markup import Content, Markup, element

SIGNS = {"accepted": "✓", "tentative": "?", "declined": "✗"}
UNANSWERED = "·"
CLASS_OF_ANSWER = {"accepted": "accepted", "declined": "declined", "tentative": "tentative-answer"}


def event_card(entry: Entry, hidden: dict[str, str]) -> Markup:
    hidden = {**hidden, "event": entry.id}
    return element(
        "article",
        element("h3", title(entry)),
        element("p", " · ".join([hours(entry), *remarks(entry)]), class_="time"),
        _guests(entry),
        _meet(entry.meet_url),
        _answer_form(entry, hidden) if entry.own_answer else "",
        element("details", element("summary", "Change"), _change_forms(entry, hidden)),
        _marks(entry),
        class_=f"event {entry.status}{'' if entry.blocks else ' free'}",
    )


def _guests(entry: Entry) -> Content:
    if not entry.guests:
        return ""
    return element("ul", [_guest(guest) for guest in entry.guests], class_="guests")


def _guest(guest: Guest) -> Markup:
    told = f"{SIGNS.get(guest.answer, UNANSWERED)} {guest.email} "
    return element(
        "li", told, element("small", answer_word(guest.answer)), class_=CLASS_OF_ANSWER.get(guest.answer)
    )


def _meet(url: str | None) -> Content:
    if not url:
        return ""
    return element("p", element("a", url.removeprefix("https://"), href=url, rel="noopener noreferrer"))


def _marks(entry: Entry) -> Content:
    lines = [f"{name}={text}" for name, text in entry.marks.items()]
    return element("p", " ".join([entry.id, *lines]), class_="marks")


def _answer_form(entry: Entry, hidden: dict[str, str]) -> Markup:
    buttons = [
        button(word, name="answer", value=answer, aria_pressed=str(answer == entry.own_answer).lower())
        for word, answer in ANSWERS.items()
    ]
    return form("answer", hidden, element("span", "Coming?", class_="soft"), buttons, _series(entry))


def _change_forms(entry: Entry, hidden: dict[str, str]) -> list[Markup]:
    new_title = field("Title", "title", value=entry.title, required=True)
    return [
        form("move", hidden, *_times(entry), button("Move")),
        form("retitle", hidden, new_title, button("Rename"), _series(entry)),
        form("delete", hidden, button("Delete", class_="danger"), _series(entry)),
    ]


def _times(entry: Entry) -> list[Markup]:
    day = field("Day", "day", "date", value=f"{entry.start:%Y-%m-%d}", required=True)
    if entry.all_day:
        return [day, field("Days", "days", "number", value=entry.days, min=1, required=True)]
    at = field("Time", "at", "time", value=f"{entry.start:%H:%M}", required=True)
    return [day, at, field("Minutes", "minutes", "number", value=entry.minutes, min=0, required=True)]


def _series(entry: Entry) -> Content:
    return tick("the whole series", "series") if entry.series_id else ""
