"""The file that `VAI_WORKER__MEETING_TYPES` names: tables `[meeting_types.NAME]` in TOML.

It is read once, at the start, and whatever is wrong with it is told at once, a line for each problem.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from worker.domain.meeting_types import BUILT_IN, MeetingType, MeetingTypes, by_name
from worker.errors import FieldProblem, Misconfigured
from worker.messages.fields import MEETING_TYPE, PROBLEM_OF
from worker.messages.problems import limited, problems_of, short
from worker.settings.meeting_types import TypeEntry

SETTING: Final = "VAI_WORKER__MEETING_TYPES"
TABLE: Final = "meeting_types"
MOST_TYPES: Final = 50
"""An unknown name is answered with all that are known."""
MOST_BYTES: Final = 256 * 1024
_NAME: Final = re.compile(MEETING_TYPE)
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")

Json = dict[str, Any]


def meeting_types(path: Path | None) -> MeetingTypes:
    """Return every type there is: those built in, as the file changes them, and the file's own.

    Raise `Misconfigured` with one line for each problem.
    """
    if path is None:
        return BUILT_IN
    problems: list[FieldProblem] = []
    types = dict(BUILT_IN)
    for name, content in _tables(_document(path), problems):
        if entry := _entry(name, content, problems):
            types[name] = entry.changed(BUILT_IN.get(name, MeetingType(name)))
    if problems:
        raise Misconfigured("\n".join(_line(each) for each in limited(problems)))
    return by_name(*types.values())


def _document(path: Path) -> Json:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise Misconfigured(f"{SETTING}: {path} has more than {MOST_BYTES // 1024} KiB")
        return tomllib.loads(content.decode())
    except OSError as error:
        raise Misconfigured(f"{SETTING}: {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise Misconfigured(f"{SETTING}: {path} is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{SETTING}: {path} is not TOML: {error}") from None
    except RecursionError:
        raise Misconfigured(f"{SETTING}: {path} is nested too deeply") from None


def _tables(document: Json, problems: list[FieldProblem]) -> Iterator[tuple[str, Any]]:
    """Return what the file says of each type, by its name, which is a good one."""
    tables = document.get(TABLE, {})
    problems += [
        FieldProblem(_key(name), f"is not known here: a type stands under [{TABLE}.name]")
        for name in document
        if name != TABLE
    ]
    if not isinstance(tables, dict):
        problems.append(FieldProblem(TABLE, f"must be tables, one for each type: [{TABLE}.name]"))
        return
    if len(tables) > MOST_TYPES:
        problems.append(FieldProblem(TABLE, f"must have at most {MOST_TYPES} types"))
        return
    for name, content in tables.items():
        if _NAME.fullmatch(name):
            yield name, content
        else:
            problems.append(FieldProblem(f"{TABLE}.{_key(name)}", PROBLEM_OF[MEETING_TYPE]))


def _entry(name: str, content: Any, problems: list[FieldProblem]) -> TypeEntry | None:
    try:
        return TypeEntry.model_validate(content)
    except ValidationError as error:
        for each in problems_of(error, TypeEntry, {}):
            dot = "." if each.path and not each.path.startswith("[") else ""
            problems.append(FieldProblem(f"{TABLE}.{name}{dot}{each.path}", each.problem, each.choices))
    return None


def _key(name: str) -> str:
    """Write a key as it stands in the file."""
    return name if _BARE.fullmatch(name) else f'"{short(name)}"'


def _line(problem: FieldProblem) -> str:
    """Say what is wrong in one line; choices that the problem itself does not tell are near names."""
    near = [each for each in problem.choices if each not in problem.problem]
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"{SETTING}: {problem.path} {problem.problem}{meant}".replace(":  ", ": ")
