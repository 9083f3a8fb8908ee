"""How findings of the doctor look: a verdict, a part and a sentence for people, an object for programs."""

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from worker.app.doctor.finding import Finding, Verdict
from worker.cli.printable import printable

STYLES = {
    Verdict.OK: "green",
    Verdict.WARNING: "yellow",
    Verdict.WRONG: "bold red",
    Verdict.NOT_CHECKED: "dim",
}
VERDICTS = max(map(len, Verdict))
PARTS = 17
"""How wide the first two columns are."""


def as_line(part: str, finding: Finding) -> str:
    """Return one JSON object, with the end of its line."""
    shown = {"check": part, "verdict": finding.verdict, "says": finding.says, "mend": finding.mend}
    return orjson.dumps(shown).decode() + "\n"


def show(console: Console, part: str, finding: Finding) -> None:
    """Show a finding. Where nobody looks on, lines stay whole for `grep`, however long."""
    says = Text(printable(finding.says))
    if finding.mend:
        says.append(
            f"\n→ {printable(finding.mend)}", "dim" if finding.verdict is Verdict.NOT_CHECKED else "cyan"
        )
    if console.is_terminal:
        console.print(row(part, finding.verdict, says))
    else:
        told = says.plain.replace("\n", " ")
        console.file.write(f"{finding.verdict:<{VERDICTS}}  {part:<{PARTS}}  {told}\n")


def row(part: str, verdict: Verdict, says: Text) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=VERDICTS)
    grid.add_column(width=PARTS)
    grid.add_column()
    grid.add_row(Text(verdict, STYLES[verdict]), part, says)
    return grid
