"""What a benchmark found: figures, and targets that were met or not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

Figures = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Target:
    """One number that was asked for, and the one that was measured."""

    name: str
    measured: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool:
        high_enough = self.at_least is None or self.measured >= self.at_least
        return high_enough and (self.at_most is None or self.measured <= self.at_most)

    def figures(self) -> Figures:
        bounds = {"at_least": self.at_least, "at_most": self.at_most}
        given = {name: bound for name, bound in bounds.items() if bound is not None}
        return {"target": self.name, "measured": round(self.measured, 2), **given, "met": self.met}


@dataclass(frozen=True, slots=True)
class Report:
    benchmark: str
    figures: Figures
    targets: tuple[Target, ...]

    @property
    def met(self) -> bool:
        return all(target.met for target in self.targets)

    def line(self) -> str:
        """Return all of it as one line of JSON."""
        targets = [target.figures() for target in self.targets]
        return json.dumps({"benchmark": self.benchmark, **self.figures, "targets": targets, "met": self.met})
