"""What was shown, as a picture: one SVG that loads nothing from anywhere."""

from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from rich.console import Console, RenderableType
from rich.terminal_theme import TerminalTheme
from rich.theme import Theme

from worker.sandbox.demo.look import WIDTH

# Our colours: a dark page, a little lighter where a card lies on it.
PAGE, HEAD, CARD, OUT, INK, FAINT = "#0d1520", "#22344a", "#141e2a", "#1a2837", "#e3ebf3", "#8b9db0"
BLUE, GREEN, AMBER, RED, VIOLET = "#6cb6ff", "#6bd49a", "#f2c063", "#ff8a80", "#c8a6ff"

THEME = Theme(
    {
        "head": f"on {HEAD}",
        "out": f"on {OUT}",
        "card": f"on {CARD}",
        "title": f"bold {INK}",
        "badge": f"bold {PAGE} on {BLUE}",
        "look": FAINT,
        "label": FAINT,
        "command": BLUE,
        "google": FAINT,
        "result.succeeded": f"bold {GREEN}",
        "result.rejected": f"bold {AMBER}",
        "result.failed": f"bold {RED}",
        "change": VIOLET,
        "by hand": AMBER,
        "outcome": INK,
        "kept": GREEN,
        "broken": f"bold {RED}",
    }
)
FONTS = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
FORMAT = f"""\
<svg xmlns="http://www.w3.org/2000/svg" role="img"
width="{{width}}" height="{{height}}" viewBox="0 0 {{width}} {{height}}">
<title>VAI calendar worker: messages in, meetings out</title>
<style>
.{{unique_id}}-matrix {{{{ font: {{char_height}}px {FONTS}; white-space: pre; }}}}
{{styles}}
</style>
<rect width="100%" height="100%" rx="10" fill="{PAGE}"/>
<defs>{{lines}}</defs>
<g transform="translate({{terminal_x}}, 24)">
{{backgrounds}}
<g class="{{unique_id}}-matrix">
{{matrix}}
</g>
</g>
</svg>
"""


def rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


TERMINAL = TerminalTheme(rgb(PAGE), rgb(INK), [rgb(INK)] * 8)


def recording() -> Console:
    return Console(file=StringIO(), record=True, width=WIDTH, highlight=False, theme=THEME)


@dataclass(frozen=True, slots=True)
class Picture:
    path: Path
    console: Console = field(default_factory=recording)

    def add(self, renderable: RenderableType) -> None:
        self.console.print(renderable)

    def write(self) -> None:
        svg = self.console.export_svg(theme=TERMINAL, code_format=FORMAT, unique_id="vai")
        self.path.write_text(svg)
