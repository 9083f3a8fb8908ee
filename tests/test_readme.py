"""What the README says of the code, held to the code."""

import sys
from pathlib import Path

from worker.settings.environment import Variable, variables

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- settings -->\n", "<!-- /settings -->"


def test_the_table_of_settings_is_what_the_worker_reads() -> None:
    """Mend it with `python -m tests.test_readme`."""
    assert README.read_text() == with_table(README.read_text())


def with_table(text: str) -> str:
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


def table() -> str:
    return "\n".join(["| variable | default | what it is |", "|---|---|---|", *map(row, variables()), ""])


def row(variable: Variable) -> str:
    return f"| `{variable.name}` | {default(variable)} | {variable.description} |"


def default(variable: Variable) -> str:
    if variable.field.is_required():
        return "**needed**"
    value = variable.field.default
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if value not in (None, ()) else ""


if __name__ == "__main__":
    README.write_text(with_table(README.read_text()))
    sys.stdout.write(f"{README.name} is up to date\n")
