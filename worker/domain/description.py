"""The HTML description of an event.

Google shows a little HTML in descriptions. Whatever came from outside is escaped here, and
nowhere else; labels are our own, already translated, and escaped all the same. Escaping makes
text up to six times as long, so what is finished is bounded, not what came in: first the list
of what comes next is left out, then the text is cut.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

LONGEST = 8192
"""Characters of a finished description. Google documents no limit of its own."""
LONGEST_FACT = 1200
"""Characters of one escaped value, so that all of them together leave room for the text."""
ELLIPSIS = "…"
PART_END = "<br><br>"
BEGUN = re.compile(r"(&[#\w]{0,10}|<(/?[a-zA-Z][^<>]*|/)?)\Z", re.ASCII)
"""An entity or a tag that has not ended."""


@dataclass(frozen=True, slots=True)
class DescriptionLabels:
    """What stands before a value, in the reader's language, without a colon."""

    meeting_type: str
    follow_ups: str
    follow_up_type: str
    priority: str
    meeting: str
    agent: str
    conversation: str


@dataclass(frozen=True, slots=True)
class StatusLabels:
    """What stands before the parts of a status entry, without a colon."""

    status: str
    note: str


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """What became of a meeting, and when that was said."""

    status: str
    when: str
    """Written for the reader."""
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an event comes from, as far as the command says."""

    agent_type: str | None = None
    conversation_id: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    title: str
    due: str
    """Written for the reader."""


def meeting_description(
    labels: DescriptionLabels,
    text: str | None,
    origin: Origin,
    *,
    meeting_type: str | None = None,
    follow_ups: Sequence[FollowUpLine] = (),
) -> str:
    """Describe a meeting; `meeting_type` is written for the reader."""
    facts = [(labels.meeting_type, meeting_type), *_of(origin, labels)]
    return _bounded(_body(text), _follow_ups(labels, follow_ups), _facts(facts))


def follow_up_description(
    labels: DescriptionLabels,
    text: str | None,
    origin: Origin,
    *,
    priority: str,
    follow_up_type: str | None = None,
    meeting: str | None = None,
) -> str:
    """Describe a follow-up; `meeting` is the title of what it follows, `priority` is for the reader."""
    facts = [
        (labels.meeting, meeting),
        (labels.priority, priority),
        (labels.follow_up_type, follow_up_type),
        *_of(origin, labels),
    ]
    return _bounded(_body(text), "", _facts(facts))


def plain_description(text: str) -> str:
    """Return a description that is nothing but this text; none where there is nothing in it."""
    return shortened(_body(text), LONGEST)


def with_status_entry(description: str, labels: StatusLabels, entry: StatusEntry) -> str:
    """Add an entry to whatever is there. Its notes are cut first, and only then what is there."""
    head = f"<b>{escaped(labels.status)}:</b> {escaped(entry.status)} ({escaped(entry.when)})"
    label, notes = f"<br><b>{escaped(labels.note)}:</b> ", _body(entry.notes)
    if notes:
        room = LONGEST - len(_joined([description, head])) - len(label)
        head += label + shortened(notes, max(room, LONGEST_FACT))
    return _joined([shortened(description, LONGEST - len(PART_END) - len(head)), head])


def shortened(markup: str, longest: int) -> str:
    """Cut a description to a length, and never inside an entity or a tag.

    A person's may hold an `&` or a `<` that begins neither: nothing goes but what looks like one.
    """
    if len(markup) <= max(longest, 0):
        return markup
    return BEGUN.sub("", markup[: longest - len(ELLIPSIS)]) + ELLIPSIS


def escaped(text: str) -> str:
    """Make outside text harmless and keep its lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "<br>".join(escape(line) for line in lines)


def _of(origin: Origin, labels: DescriptionLabels) -> list[tuple[str, str | None]]:
    return [(labels.agent, origin.agent_type), (labels.conversation, origin.conversation_id)]


def _body(text: str | None) -> str:
    return escaped(text.strip()) if text else ""


def _facts(facts: Iterable[tuple[str, str | None]]) -> str:
    return "<br>".join(
        f"<b>{escaped(label)}:</b> {shortened(escaped(value), LONGEST_FACT)}"
        for label, value in facts
        if value
    )


def _follow_ups(labels: DescriptionLabels, lines: Sequence[FollowUpLine]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{escaped(line.title)} ({escaped(line.due)})</li>" for line in lines)
    return f"<b>{escaped(labels.follow_ups)}:</b><ul>{items}</ul>"


def _bounded(body: str, follow_ups: str, facts: str) -> str:
    whole = _joined([body, follow_ups, facts])
    if len(whole) <= LONGEST:
        return whole
    return _joined([shortened(body, LONGEST - len(PART_END) - len(facts)), facts])


def _joined(parts: Iterable[str]) -> str:
    return PART_END.join(part for part in parts if part)
