"""How a card looks: the messages on the left, what came of them on the right, the checks below.

Colours have names, which each console's theme fills in: on a terminal they are the
terminal's own, in the picture they are ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from worker.sandbox.demo.card import Card, Message, Way
from worker.sandbox.demo.claim import Claim
from worker.sandbox.demo.scene import Scene

NAME = "VAI calendar worker"
PURPOSE = "messages in, meetings out"
WIDTH = 100
LEFT = 47
LABEL = 8
ARROW = {Way.COMMAND: "→", Way.GOOGLE: "⇄", Way.RESULT: "←", Way.CHANGE: "←", Way.HAND: "✎"}

ON_TERMINAL = Theme(
    {
        "head": "none",
        "card": "none",
        "out": "none",
        "title": "bold",
        "badge": "bold reverse",
        "look": "dim",
        "label": "dim",
        "command": "cyan",
        "google": "dim",
        "result.succeeded": "green",
        "result.rejected": "yellow",
        "result.failed": "red",
        "change": "magenta",
        "by hand": "yellow",
        "outcome": "bold",
        "kept": "green",
        "broken": "bold red",
    }
)


def opening() -> Group:
    story = Text.assemble(
        " An agent sends a ",
        ("command", "command"),
        ", the worker asks Google about everybody, out go ",
        ("result", "result.succeeded"),
        " and ",
        ("changes", "change"),
        ".",
        style="look",
    )
    return Group(Text.assemble((f" {NAME} ", "badge"), (f"  {PURPOSE}", "title")), story)


def heading(number: int, scene: Scene) -> Padding:
    text = Text.assemble((f" {number} ", "badge"), (f" {scene.title} ", "title"), (f" {scene.look}", "look"))
    return Padding(text, style="head")


def drawn(card: Card) -> Padding:
    return Padding(Inside(card), (0, 0, 0, 2), style="card")


@dataclass(frozen=True, slots=True)
class Inside:
    """A card's inside: in two columns where there is room, else one under the other."""

    card: Card

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        has_room = options.max_width >= WIDTH - 2
        yield (columns if has_room else stacked)(self.card)
        yield from checks(self.card.claims, options.max_width - 2)


def columns(card: Card) -> Table:
    body = Table.grid(expand=True)
    body.add_column(width=LEFT)
    body.add_column(ratio=1, style="out")
    body.add_row(flow(card.messages), Padding(outcome(card.outcome), (0, 1)))
    return body


def stacked(card: Card) -> Group:
    return Group(flow(card.messages), Padding(outcome(card.outcome), (0, 0, 0, 2), style="out"))


def flow(messages: Iterable[Message]) -> Table:
    grid = Table.grid(padding=(0, 1))
    for message, same in groupby(messages):
        number = len(list(same))
        times = f" ×{number}" if number > 1 else ""  # noqa: RUF001  (a multiplication sign)
        grid.add_row(
            Text(ARROW[message.way], style_of(message)),
            Text(message.way, "label"),
            Text(message.text + times, style_of(message)),
        )
    return grid


def style_of(message: Message) -> str:
    return f"{message.way}.{message.status}" if message.status else message.way.value


def outcome(lines: Iterable[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(min_width=LABEL)
    grid.add_column()
    for label, text in lines:
        grid.add_row(Text(label, "label"), Text(text, "outcome"))
    return grid


def checks(claims: Iterable[Claim], width: int) -> list[Text]:
    """Put what holds side by side, as many as fit a line, and what does not on lines of its own."""
    claims = list(claims)
    lines: list[Text] = []
    for part in (kept(claim) for claim in claims if claim.holds):
        if lines and lines[-1].cell_len + 2 + part.cell_len <= width:
            lines[-1].append("  ").append_text(part)
        else:
            lines.append(part)
    return lines + [broken(claim) for claim in claims if not claim.holds]


def kept(claim: Claim) -> Text:
    return Text.assemble(("✓ ", "kept"), (claim.says, "kept"))


def broken(claim: Claim) -> Text:
    return Text(f"✗ NOT TRUE: {claim.says}" + (f" (found: {claim.found})" if claim.found else ""), "broken")
