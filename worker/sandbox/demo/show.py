"""What the demo prints: on the screen as it happens, and into the picture once it is complete."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from worker.sandbox.child_process import ChildProcess
from worker.sandbox.demo.card import Card
from worker.sandbox.demo.look import ON_TERMINAL, WIDTH, broken, drawn, heading, opening
from worker.sandbox.demo.picture import Picture
from worker.sandbox.demo.scene import Scene
from worker.sandbox.demo.summary import Summary

STARTING = "Starting a broker, a database, a local Google Calendar and a worker, all on this machine …"


def screen() -> Console:
    """Return standard output: plain lines where it is no terminal, and never wider than the terminal."""
    console = Console(highlight=False, theme=ON_TERMINAL)
    console.width = min(WIDTH, console.width) if console.is_terminal else WIDTH
    return console


@dataclass(slots=True)
class Show:
    console: Console
    picture: Picture | None = None
    _scenes: int = field(default=0, init=False)

    def begin(self) -> None:
        self._print(opening())
        self.console.print(Text(STARTING, "look"))

    def ready(self, seconds: float) -> None:
        self.console.print(Text(f"Ready after {seconds:.0f} s.", "look"))

    @contextmanager
    def scene(self, scene: Scene) -> Iterator[Card]:
        """Show a card that is being filled: on a terminal live, else once it is full."""
        self._scenes += 1
        title = heading(self._scenes, scene)
        self._print("", title)
        if not self._is_plain:
            with self._live() as live:
                card = Card(lambda changed: live.update(drawn(changed), refresh=True))
                yield card
        else:
            card = Card()
            yield card
            self._plain(drawn(card))
        if self.picture:
            self.picture.add(drawn(card))

    def end(self, summary: Summary) -> None:
        style = "broken" if summary.broken else "kept"
        self._print("", Text(summary.verdict, style), Text(summary.numbers, "look"))
        self.console.print(*map(broken, summary.broken), sep="\n", end="\n" if summary.broken else "")

    def tell(self, *lines: str) -> None:
        """Print lines as they are: they are meant to be copied."""
        for line in lines:
            self.console.print(Text(line), soft_wrap=True)

    def log(self, worker: ChildProcess) -> None:
        """Show the worker's own last words."""
        self.tell("The worker's log ends with:", *worker.last_lines().splitlines())

    @property
    def _is_plain(self) -> bool:
        return not self.console.is_interactive

    def _live(self) -> Live:
        return Live(console=self.console, auto_refresh=False, redirect_stdout=False, redirect_stderr=False)

    def _plain(self, renderable: RenderableType) -> None:
        """Print without the spaces that fill lines up: a file has no right edge."""
        with self.console.capture() as capture:
            self.console.print(renderable)
        for line in capture.get().splitlines():
            self.console.out(line.rstrip(), highlight=False)

    def _print(self, *renderables: RenderableType) -> None:
        for each in renderables:
            self._plain(each) if self._is_plain else self.console.print(each)
            if self.picture:
                self.picture.add(each)
