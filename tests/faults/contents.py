"""The table of contents: what `list` prints."""

from collections.abc import Sequence

from tests.faults.scenario import Scenario


def listing(scenarios: Sequence[Scenario]) -> str:
    width = max(len(scenario.name) for scenario in scenarios)
    return "\n".join(
        f"{scenario.name:{width}}  {scenario.what} ({about(scenario)})" for scenario in scenarios
    )


def about(scenario: Scenario) -> str:
    return f"guard: {scenario.guard}" if scenario.guard else "a contender"
