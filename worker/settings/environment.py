"""The environment, read into settings: the only place that looks at it.

A variable is `VAI_<GROUP>__<NAME>`; the same with `_FILE` names a file that holds the value.
A mistyped name is an error: silence would mean a default in its place. Messages have one line
for each problem, and never a value.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource

from worker.errors import Misconfigured
from worker.settings.model import DELIMITER, PREFIX, Part, Settings

FROM_FILE = "_FILE"
API_ROOT = f"{PREFIX}GOOGLE{DELIMITER}API_ROOT"

# Names of the wire contract that nothing reads yet. They are let pass, so that one environment
# serves this version and the next; a group of the model takes each over as its code arrives.
NOT_YET_READ: frozenset[str] = frozenset()

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class Variable:
    """One row of the table of settings."""

    name: str
    field: FieldInfo

    @property
    def description(self) -> str:
        return self.field.description or ""


def read(part: type[P], environment: Mapping[str, str] | None = None) -> P:
    """Build the settings from the environment. Raise `Misconfigured`, one line for each problem."""
    given = os.environ if environment is None else environment  # noqa: TID251  (this is the place)
    present = {name: value for name, value in given.items() if value}  # set to nothing is not set
    known = {variable.name for variable in variables()}
    problems = [*mistyped(present, known), *doubled(present, known)]
    try:
        values = Variables(part, with_files(present, known))()
        settings = part(**{group: {} for group in groups_of(part)} | values)
    except Misconfigured as error:  # a file, whose variable would only seem to be missing
        problems.append(str(error))
    except ValidationError as error:
        problems += [problem(detail) for detail in error.errors(include_url=False, include_input=False)]
    if problems:
        raise Misconfigured("\n".join(problems))  # outside `except`: the cause holds the values
    return settings


def google_api_root(environment: Mapping[str, str] | None = None) -> str | None:
    """Return where Google is said to be, or None; no other setting is asked for."""
    given = os.environ if environment is None else environment  # noqa: TID251  (this is the place)
    present = {name: value for name, value in given.items() if value}
    return with_files(present, {API_ROOT}).get(API_ROOT)


def variables() -> Iterator[Variable]:
    """Every variable there is, in the order of the model."""
    for group, model in groups_of(Settings).items():
        for name, field in model.model_fields.items():
            yield Variable(f"{PREFIX}{group}{DELIMITER}{name}".upper(), field)


def groups_of(part: type[Part]) -> dict[str, type[BaseModel]]:
    return {name: cast("type[BaseModel]", field.annotation) for name, field in part.model_fields.items()}


class Variables(EnvSettingsSource):
    """The library's own source, on a mapping instead of the process's environment."""

    def __init__(self, part: type[BaseSettings], environment: Mapping[str, str]) -> None:
        self.environment = environment
        super().__init__(part)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self.environment.items()}


def with_files(present: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """Return the value of each known variable that is set, read from its file where that is named."""
    direct = {name: present[name] for name in known if name in present}
    files = {
        wanted: content(name, Path(present[name])) for name in present if (wanted := in_file(name, known))
    }
    return direct | files


def in_file(name: str, known: Collection[str]) -> str | None:
    """Return the variable whose file this name gives, or None: some variables end in `_FILE` themselves."""
    wanted = name.removesuffix(FROM_FILE)
    return wanted if name not in known and wanted in known else None


def content(name: str, path: Path) -> str:
    try:
        return path.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise Misconfigured(f"{name}: {path} cannot be read: {reason}") from error


def mistyped(present: Collection[str], known: Collection[str]) -> Iterator[str]:
    """Yield a line for each name that looks like a setting and is none.

    Names without the double underscore belong to others (Kubernetes gives every container
    `VAI_…_PORT` for a service called `vai-…`), unless only that underscore is missing.
    """
    single = {name.replace(DELIMITER, "_"): name for name in known}
    for name in sorted(present):
        if not name.upper().startswith(PREFIX) or is_known(name, known):
            continue
        if DELIMITER in name:
            yield f"{name} is not a setting{suggestion(name.upper(), known)}"
        elif meant := single.get(name) or single.get(name.removesuffix(FROM_FILE)):
            yield f"{name} is not a setting; did you mean {meant}?"


def is_known(name: str, known: Collection[str]) -> bool:
    return not {name, name.removesuffix(FROM_FILE)}.isdisjoint({*known, *NOT_YET_READ})


def suggestion(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=3, cutoff=0.75)
    if near:
        return f"; did you mean {' or '.join(near)}?"
    return f"; the groups are {', '.join(group.upper() for group in groups_of(Settings))}"


def doubled(present: Collection[str], known: Collection[str]) -> Iterator[str]:
    for name in sorted(present):
        if (wanted := in_file(name, known)) and wanted in present:
            yield f"{wanted} and {name} are both set: one must go"


def problem(detail: ErrorDetails) -> str:
    """Say in one line what is wrong with which variable."""
    cause = detail.get("ctx", {}).get("error")
    reason = str(cause) if isinstance(cause, ValueError) else detail["msg"]
    group, *rest = [str(step) for step in detail["loc"]] or [""]
    if not rest:  # a rule over several variables: its message names them
        return reason
    name = f"{PREFIX}{group}{DELIMITER}{rest[0]}".upper()
    if detail["type"] == "missing":
        return f"{name} is missing"
    return f"{name}: {reason}"
