"""A scenario: what happens to the workers while commands come in, and which guard it is about."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tests.faults.play import Play
from tests.faults.verdict.judge import Figures

Act = Callable[[Play], Awaitable[None]]
Targets = Callable[[Figures], Mapping[str, bool]]
"""Says of a run's figures which further promises were kept."""


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    what: str
    """One sentence for `list`."""
    act: Act
    """Plays it. Afterwards every command is awaited, and everything is judged."""
    guard: str | None
    """Without which it must report a violation: a name of `tests.faults.replicas.guards.known`.

    None for a contender, which has none of ours.
    """
    commands: int
    kills: int = 0
    brokers: int = 1
    """How many brokers it wants; it may do with them what it likes, if they run in the end."""
    prepare: Act | None = None
    """Runs before the first replica starts."""
    look: Act | None = None
    """Notes what became of it: runs when no more answers come, before the replicas end."""
    promises: tuple[str, ...] = ()
    """Figures, beyond those of every scenario, that must be zero."""
    breaks: tuple[str, ...] = ()
    """Promises of which at least one must be broken without the guard."""
    all_succeed: bool = True
    """Whether every command must succeed: false where what happens makes some fail or refuses them."""
    targets: Targets | None = None
    program: tuple[str, ...] | None = None
    """What runs in place of our worker: a contender, which must report a violation."""
    slots: int = 8
    """How many commands a replica runs at once."""
    in_all: bool = True
    """Whether `run all` plays it."""
